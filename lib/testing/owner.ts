import pg from "pg";

const INT8 = 20;
// As the product's own connections read it. Their file is not imported, since it reads an environment that tests still change.
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === INT8 && format !== "binary" ? BigInt : pg.types.getTypeParser(oid, format)),
};

/** A connection of the tables' owner, to be closed by the test. The product itself may not do what it is for. */
export async function ownerConnection(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: process.env.MIGRATION_DATABASE_URL, types });
  await client.connect();
  return client;
}

/** One statement by the tables' owner: for tests that make rows old, wrong or gone on purpose. */
export async function asOwner<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>> {
  const client = await ownerConnection();
  try {
    return await client.query<Row>(text, values);
  } finally {
    await client.end();
  }
}

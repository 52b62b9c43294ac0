import pg from "pg";

const INT8 = 20;
// The same types as in the product's connections. Their file is not imported, since it reads an environment that tests still change.
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === INT8 && format !== "binary" ? BigInt : pg.types.getTypeParser(oid, format)),
};

/** A connection as the tables' owner, for what the product itself may not do. The test closes it. */
export async function ownerConnection(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: process.env.MIGRATION_DATABASE_URL, types });
  await client.connect();
  return client;
}

/** Runs one statement as the tables' owner, for tests that age, falsify or delete rows on purpose. */
export async function asOwner<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>> {
  const client = await ownerConnection();
  try {
    return await client.query<Row>(text, values);
  } finally {
    await client.end();
  }
}

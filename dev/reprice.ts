import pg from "pg";

/** The result of a check of all usage events in a database. `faults` names each row that cannot be explained. */
export type Repriced = {
  /** Priced again from their own tokens, and equal to the nano-dollar. */
  equal: number;
  /** Free, and recorded as free. */
  free: number;
  /** Written by a test under price version 0, which no price has. */
  marked: number;
  faults: string[];
};

/** As node-pg returns it: 64-bit integers as text. */
type Row = Record<string, string | number | null> & { modifiers: string[]; parts: Row[] | null };
type Prices = Map<string, Row>;
type Fraction = { over: bigint; under: bigint };

const EVENTS = `
  SELECT event.*, (SELECT first.price_nano FROM usage_event first WHERE first.workspace_id = event.workspace_id
    AND first.created_at = event.created_at AND first.id = event.id AND event.is_late AND NOT first.is_late) AS first_price,
    (SELECT json_agg(json_build_object('model_id', model_id, 'price_version', price_version, 'input_tokens', input_tokens,
      'cache_write_5m_tokens', cache_write_5m_tokens, 'cache_write_1h_tokens', cache_write_1h_tokens,
      'cache_read_tokens', cache_read_tokens, 'output_tokens', output_tokens, 'modifiers', modifiers, 'is_step', is_step,
      'price_nano', price_nano::text))
     FROM usage_part part WHERE part.workspace_id = event.workspace_id AND part.created_at = event.created_at AND part.call_id = event.id
       AND part.is_late = event.is_late
    ) AS parts
  FROM usage_event event
  WHERE (event.created_at, event.workspace_id, event.id, event.is_late) > ($1, $2, $3, $4)
  ORDER BY event.created_at, event.workspace_id, event.id, event.is_late LIMIT 5000`;

/** Rules for every wallet that is not frozen, written independently of the product's own check of its books. */
const WALLETS = `
  SELECT w.workspace_id AS id FROM wallet w WHERE NOT is_frozen AND (
    available_nano + held_nano IS DISTINCT FROM
      (SELECT coalesce(sum(amount_nano), 0) FROM ledger_entry e WHERE e.workspace_id = w.workspace_id)
      - (SELECT coalesce(sum(charge_nano), 0) FROM usage_event u WHERE u.workspace_id = w.workspace_id)
    OR held_nano IS DISTINCT FROM (SELECT coalesce(sum(amount_nano), 0) FROM hold h WHERE h.workspace_id = w.workspace_id)
    OR spent_total_nano IS DISTINCT FROM (SELECT coalesce(sum(charge_nano), 0) FROM usage_event u WHERE u.workspace_id = w.workspace_id)
    OR EXISTS (SELECT FROM hold h JOIN usage_event u USING (workspace_id, id) WHERE h.workspace_id = w.workspace_id))`;

/**
 * Prices every usage event of a database again, from the row and the price version that it names. Its arithmetic shares nothing with the
 * product's: fractions, added one by one. Then it checks that the wallets add up.
 */
export async function reprice(database: Pick<pg.Client, "query">): Promise<Repriced> {
  const found: Repriced = { equal: 0, free: 0, marked: 0, faults: [] };
  const prices: Prices = new Map();
  const { rows: versions } = await database.query("SELECT * FROM price WHERE kind = 'sale'");
  for (const each of versions) prices.set(`${each.model_id} ${each.version}`, each);
  let after: unknown[] = ["-infinity", "00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000", false];
  for (;;) {
    const { rows } = await database.query(EVENTS, after);
    for (const event of rows) checkEvent(event, prices, found);
    const last = rows.at(-1);
    if (!last) break;
    after = [last.created_at, last.workspace_id, last.id, last.is_late];
  }
  const wallets = await database.query(WALLETS);
  for (const { id } of wallets.rows) found.faults.push(`wallet ${id}: its sums do not agree`);
  return found;
}

function checkEvent(event: Row, prices: Prices, found: Repriced): void {
  const price = priceOf(event, prices);
  const fault = (what: string) => found.faults.push(`usage event ${event.id} (${event.outcome}, ${event.model_id}): ${what}`);
  const [written, charged, absorbed, held] = [event.price_nano, event.charge_nano, event.absorbed_nano, event.hold_nano].map((amount) =>
    BigInt(amount ?? 0),
  ) as [bigint, bigint, bigint, bigint];
  if (charged + absorbed !== written) fault(`${charged} charged and ${absorbed} absorbed are not ${written}`);
  if (event.price_version === 0) {
    found.marked += 1;
    return;
  }
  if (["settled", "expired", "settled_partial"].includes(`${event.outcome}`) && held <= 0n) fault("it never had a hold");
  if (event.outcome === "released" || event.outcome === "expired") {
    found.free += 1;
    if (written !== 0n) fault(`a free call was written with a price of ${written}`);
  } else if (!price) fault(`there is no price version ${event.price_version}`);
  else {
    const whole = ownCost(event, price, fault) + partsCost(event, prices, fault) - BigInt(event.first_price ?? 0);
    if (written === (whole > 0n ? whole : 0n)) found.equal += 1;
    else fault(`${written} nano-dollars were written, ${whole} follow from its row`);
  }
}

const COUNTED = ["input", "cache_write_5m", "cache_write_1h", "cache_read", "output"].map((name) => `${name}_tokens`);

/**
 * The price of the row's own tokens. Where samplings of its own model break them down, they are priced separately, and must add up to the
 * row's.
 */
function ownCost(event: Row, price: Row, fault: (what: string) => void): bigint {
  const own = (event.parts ?? []).filter((part) => part.model_id === event.model_id);
  if (own.length === 0) return costOf(event, price);
  for (const name of COUNTED) {
    const sum = own.reduce((total, part) => total + BigInt(part[name] ?? 0), 0n);
    if (sum !== BigInt(event[name] ?? 0)) fault(`its parts have ${sum} ${name}, it has ${event[name]}`);
  }
  return BigInt(event.web_searches ?? 0) * BigInt(price.web_search_nano ?? 0);
}

/** The price of other models' shares of the call, each at its own model's price. */
function partsCost({ parts, modifiers }: Row, prices: Prices, fault: (what: string) => void): bigint {
  let sum = 0n;
  for (const part of parts ?? []) {
    const price = priceOf(part, prices);
    const cost = price ? costOf({ ...part, modifiers: part.is_step === null ? modifiers : part.modifiers } as Row, price) : -1n;
    if (cost !== BigInt(part.price_nano ?? 0)) fault(`its part of ${part.model_id} was written with ${part.price_nano}, ${cost} follow`);
    sum += cost;
  }
  return sum;
}

function priceOf(row: Row, prices: Prices): Row | undefined {
  return prices.get(`${row.model_id} ${row.price_version}`);
}

/** Nano-dollars of a row's own tokens at a price, rounded up. */
function costOf(event: Row, price: Row): bigint {
  const tokens = (name: string) => BigInt(event[`${name}_tokens`] ?? 0);
  const inputs = ["input", "cache_write_5m", "cache_write_1h", "cache_read"];
  const prompt = inputs.reduce((sum, name) => sum + tokens(name), 0n);
  const isLong = (event.is_step as boolean | number | null | undefined) ?? prompt > BigInt(price.step_above_tokens ?? 0);
  const isStep = price.step_above_tokens !== null && Boolean(isLong);
  const pico = (side: "input" | "output") => BigInt((isStep ? price[`step_${side}_pico`] : price[`${side}_pico`]) ?? 0);
  let sum: Fraction = { over: tokens("output") * pico("output"), under: 1_000n };
  for (const name of inputs) sum = plus(sum, times({ over: tokens(name) * pico("input"), under: 1_000n }, price[`${name}_ppm`]));
  for (const modifier of new Set(event.modifiers)) sum = times(sum, price[`${modifier}_ppm`] ?? "1000000");
  sum = plus(sum, { over: BigInt(event.web_searches ?? 0) * BigInt(price.web_search_nano ?? 0), under: 1n });
  return sum.over / sum.under + (sum.over % sum.under > 0n ? 1n : 0n);
}

function plus(left: Fraction, right: Fraction): Fraction {
  return { over: left.over * right.under + right.over * left.under, under: left.under * right.under };
}

function times(left: Fraction, millionths: string | number | null | undefined): Fraction {
  return { over: left.over * BigInt(millionths ?? 0), under: left.under * 1_000_000n };
}

/** Opens a separate connection, so that no code of the product stands between it and the rows. */
export async function repriceDatabase(databaseUrl: string): Promise<Repriced> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await reprice(client);
  } finally {
    await client.end();
  }
}

export function sumOf(all: Omit<Repriced, "faults">[]): Omit<Repriced, "faults"> {
  const sum = { equal: 0, free: 0, marked: 0 };
  for (const each of all) for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += each[name];
  return sum;
}

export function summaryOf({ equal, free, marked }: Omit<Repriced, "faults">): string {
  return `Usage events priced again from their rows: ${equal} equal, ${free} free, ${marked} made up by tests`;
}

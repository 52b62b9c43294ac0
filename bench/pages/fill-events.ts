import pg from "pg";
import type { Product } from "./product";

const DAYS = 30;
const DAY_MS = 86_400_000;
const OTHERS = 20;
const KEYS = 14;
const MODELS = 6;
/** Events of one transaction. The roll-up takes whole transactions. */
const AT_ONCE = 20_000;
/** One call in so many is the last key's, which is the key that a list has to search for. */
const RARE = 20_000;

export type Filled = { workspaceId: string; keys: string[]; models: Model[]; events: number; mine: number };

/**
 * Fills the admin's workspace with finished calls of the last thirty days, other workspaces with the rest, and rolls all of them up. Charges are
 * what the prices say, within rounding; wallets only have their sums, so the books of this database do not balance. Fills only what is missing.
 */
export async function fillEvents(product: Product, wanted: { mine: number; all: number }): Promise<Filled> {
  const client = new pg.Client({ connectionString: product.databaseUrl });
  await client.connect();
  try {
    const workspaceId = await workspaceOf(client, product.admin.email);
    const others = await otherWorkspaces(client);
    const models = await pickModels(client);
    const keys = await keysOf(client, workspaceId);
    await makePartitions(client);
    await fillWorkspaces(client, [workspaceId], { events: wanted.mine, keys, models });
    // Fewer keys and models, as most workspaces have: their sums would otherwise have a row for each call.
    await fillWorkspaces(client, others, { events: wanted.all - wanted.mine, keys: keys.slice(0, 2), models: models.slice(0, 2) });
    await client.query("ANALYZE usage_event");
    await rollUp(client);
    await client.query("ANALYZE usage_rollup");
    const { rows } = await client.query<{ all: string; mine: string }>(
      `SELECT count(*) AS all, count(*) FILTER (WHERE workspace_id = $1) AS mine FROM usage_event`,
      [workspaceId],
    );
    return {
      workspaceId,
      keys,
      models,
      events: Number.parseInt(rows[0]?.all ?? "0", 10),
      mine: Number.parseInt(rows[0]?.mine ?? "0", 10),
    };
  } finally {
    await client.end();
  }
}

async function workspaceOf(client: pg.Client, email: string): Promise<string> {
  const { rows } = await client.query<{ workspace_id: string }>(
    `SELECT workspace_id FROM membership JOIN "user" ON "user".id = user_id WHERE email = $1`,
    [email],
  );
  if (!rows[0]) throw new Error(`${email} has no workspace`);
  return rows[0].workspace_id;
}

async function otherWorkspaces(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO workspace (id, name) SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench'
     FROM generate_series(1, $1::integer) n ON CONFLICT (id) DO UPDATE SET name = 'bench' RETURNING id`,
    [OTHERS],
  );
  await client.query("INSERT INTO wallet (workspace_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING", [rows.map(({ id }) => id)]);
  return rows.map(({ id }) => id);
}

export type Model = { id: string; version: number; input: string; output: string };

async function pickModels(client: pg.Client): Promise<Model[]> {
  const { rows } = await client.query<Model>(
    `SELECT DISTINCT ON (model_id) model_id AS id, version, input_pico AS input, output_pico AS output
     FROM price WHERE kind = 'sale' AND effective_from <= now() ORDER BY model_id, version DESC LIMIT $1`,
    [MODELS],
  );
  return rows;
}

async function keysOf(client: pg.Client, workspaceId: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO api_key (workspace_id, id, name, secret_hmac, pepper_version, prefix, last_four)
     SELECT $1, ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench ' || n, decode(md5(n::text), 'hex'), 1, 'sk-relais-', 'benc'
     FROM generate_series(1, $2::integer) n ON CONFLICT (workspace_id, id) DO UPDATE SET name = excluded.name RETURNING id`,
    [workspaceId, KEYS],
  );
  return rows.map(({ id }) => id).sort();
}

function firstDayMs(): number {
  const today = Date.now() - (Date.now() % DAY_MS);
  return today - (DAYS - 1) * DAY_MS;
}

/** The worker makes partitions from today on. */
async function makePartitions(client: pg.Client): Promise<void> {
  for (let n = 0; n < DAYS - 1; n += 1) {
    const from = new Date(firstDayMs() + n * DAY_MS).toISOString();
    const to = new Date(firstDayMs() + (n + 1) * DAY_MS).toISOString();
    const name = `usage_event_${from.slice(0, 10).replaceAll("-", "")}`;
    await client.query(`CREATE TABLE IF NOT EXISTS ${name} PARTITION OF usage_event FOR VALUES FROM ('${from}') TO ('${to}')`);
  }
}

type Filling = { events: number; keys: string[]; models: Model[] };

async function fillWorkspaces(client: pg.Client, workspaces: string[], { events, keys, models }: Filling): Promise<void> {
  const { rows } = await client.query<{ there: string }>("SELECT count(*) AS there FROM usage_event WHERE workspace_id = ANY ($1)", [
    workspaces,
  ]);
  const missing = events - Number.parseInt(rows[0]?.there ?? "0", 10);
  const aDay = Math.ceil(missing / DAYS);
  for (let day = 0; day < DAYS && missing > 0; day += 1) {
    for (let done = 0; done < aDay; done += AT_ONCE) {
      const count = Math.min(AT_ONCE, aDay - done);
      await insertEvents(client, { workspaces, fromMs: firstDayMs() + day * DAY_MS, spanMs: spanOf(day), count, keys, models });
    }
    process.stderr.write(`\rfilled day ${day + 1} of ${DAYS} `);
  }
  await client.query(
    `UPDATE wallet SET spent_total_nano = spent FROM (
       SELECT workspace_id, sum(charge_nano) AS spent FROM usage_event WHERE workspace_id = ANY ($1) GROUP BY 1
     ) AS event WHERE event.workspace_id = wallet.workspace_id`,
    [workspaces],
  );
}

/** No call of the fixture lies in the future. */
function spanOf(day: number): number {
  return day < DAYS - 1 ? DAY_MS : Date.now() % DAY_MS;
}

type Insert = { workspaces: string[]; fromMs: number; spanMs: number; count: number; keys: string[]; models: Model[] };

/** Of a hundred calls 94 are settled, 4 failed, one was lost, and one was charged in part; some of the lost were settled late. */
export async function insertEvents(client: pg.Client, { workspaces, fromMs, spanMs, count, keys, models }: Insert): Promise<void> {
  await client.query(
    `WITH drawn AS MATERIALIZED (
       SELECT $2::bigint + floor(random() * $3)::bigint AS ms, 1 + floor(random() * cardinality($1::uuid[]))::integer AS workspace,
         CASE WHEN random() < 1.0 / ${RARE} THEN cardinality($5::uuid[]) ELSE 1 + floor(random() * (cardinality($5::uuid[]) - 1))::integer END AS key,
         1 + floor(random() * cardinality($6::text[]))::integer AS model, random() AS fate, random() < 0.5 AS is_stream,
         floor(random() * 2000)::integer AS input, floor(random() * 20000)::integer AS read, floor(random() * 1000)::integer AS written,
         floor(random() * 1500)::integer AS output, floor(random() * 20000)::integer AS total_ms, random() < 0.3 AS is_late
       FROM generate_series(1, $4::integer)
     ), call AS MATERIALIZED (
       SELECT *, lpad(to_hex(ms), 12, '0') AS time, fate < 0.94 OR fate >= 0.99 AS is_charged,
         CASE WHEN fate < 0.94 THEN 'settled' WHEN fate < 0.98 THEN 'released' WHEN fate < 0.99 THEN 'expired' ELSE 'settled_partial' END AS outcome,
         ceil((($8::bigint[])[model] * (input + 1.25 * written + 0.1 * read) + ($9::bigint[])[model]::numeric * output) / 1000)::bigint AS price
       FROM drawn
     ), event AS MATERIALIZED (
       SELECT *, (left(time, 8) || '-' || substr(time, 9) || '-7' || substr(md5(random()::text), 1, 3) || '-8' || substr(md5(random()::text), 1, 3)
         || '-' || substr(md5(random()::text), 1, 12))::uuid AS id
       FROM call
     ), row AS (
       SELECT *, false AS late, outcome AS result, CASE WHEN is_charged THEN price ELSE 0 END AS charge FROM event
       UNION ALL
       SELECT *, true, 'settled_late', price FROM event WHERE outcome = 'expired' AND is_late
     )
     INSERT INTO usage_event (workspace_id, created_at, id, is_late, key_id, model_id, price_version, outcome, endpoint, is_stream, upstream,
       http_status, input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, web_searches, modifiers,
       is_estimated, hold_nano, price_nano, charge_nano, absorbed_nano, first_byte_ms, total_ms, settled_at)
     SELECT ($1::uuid[])[workspace], to_timestamp(ms / 1000.0)::timestamptz(3), id, late, ($5::uuid[])[key], ($6::text[])[model],
       ($7::integer[])[model], result, 'messages', is_stream, 'bench', CASE WHEN charge = 0 THEN 529 ELSE 200 END,
       CASE WHEN charge = 0 THEN 0 ELSE input END, CASE WHEN charge = 0 THEN 0 ELSE written END, 0, CASE WHEN charge = 0 THEN 0 ELSE read END,
       CASE WHEN charge = 0 THEN 0 ELSE output END, 0, '{}', false, price, charge, charge, 0, total_ms / 10, total_ms,
       to_timestamp((ms + total_ms) / 1000.0)
     FROM row`,
    [
      workspaces,
      fromMs,
      spanMs,
      count,
      keys,
      models.map(({ id }) => id),
      models.map(({ version }) => version),
      models.map(({ input }) => input),
      models.map(({ output }) => output),
    ],
  );
}

/** By the product's own function. The worker of the product does the same meanwhile, and each of them leaves when the other one is at it. */
export async function rollUp(client: pg.Client): Promise<void> {
  for (let added = 0, rounds = 0; ; rounds += 1) {
    const { rows } = await client.query<{ added: string; behind: boolean }>(
      `SELECT slice.added, EXISTS (SELECT FROM usage_event WHERE xid >= (SELECT rolled_before FROM usage_watermark WHERE node = 0)) AS behind
       FROM roll_up_usage_slice(20000) AS slice`,
    );
    added += Number.parseInt(rows[0]?.added ?? "0", 10);
    if (rounds % 10 === 0) process.stderr.write(`\rrolled up ${added} `);
    if (!rows[0]?.behind) return;
  }
}

import "server-only";
import { TOKEN_CLASSES, type TokenClass } from "@/lib/basics/tokens";
import { postgres } from "@/lib/platform/postgres";

/** What all workspaces together used of one model. A sum over everybody may exceed what a number holds exactly. */
export type ModelWeek = {
  /** A midnight of UTC. */
  since: Date;
  requests: number;
  tokens: Record<TokenClass, bigint>;
  webSearches: bigint;
  chargeNano: bigint;
  workspaces: number;
  keys: number;
};

export type ModelCustomer = { workspaceId: string; name: string; requests: number; keys: number; chargeNano: bigint };

const DAYS = 7;
const DAY_MS = 86_400_000;

/**
 * The use of a model today and on the six days before, by days of UTC. It reads the sums of days, never the calls: the calls of the last
 * seconds are missing until the next roll-up.
 */
export async function readModelWeek(modelId: string, now: Date): Promise<ModelWeek> {
  const since = startOfWeek(now);
  const { rows } = await postgres().query<Record<string, bigint>>(
    `SELECT coalesce(sum(requests), 0)::bigint AS requests, coalesce(sum(input_tokens), 0)::bigint AS input,
       coalesce(sum(cache_write_5m_tokens), 0)::bigint AS "cacheWrite5m", coalesce(sum(cache_write_1h_tokens), 0)::bigint AS "cacheWrite1h",
       coalesce(sum(cache_read_tokens), 0)::bigint AS "cacheRead", coalesce(sum(output_tokens), 0)::bigint AS output,
       coalesce(sum(web_searches), 0)::bigint AS "webSearches", coalesce(sum(charge_nano), 0)::bigint AS "chargeNano",
       count(DISTINCT workspace_id) AS workspaces, count(DISTINCT (workspace_id, key_id)) AS keys
     FROM usage_span WHERE hours = 24 AND start >= $1 AND model_id = $2`,
    [since, modelId],
  );
  const of = (name: string) => rows[0]?.[name] ?? 0n;
  return {
    since,
    requests: Number(of("requests")),
    tokens: Object.fromEntries(TOKEN_CLASSES.map((each) => [each, of(each)])) as Record<TokenClass, bigint>,
    webSearches: of("webSearches"),
    chargeNano: of("chargeNano"),
    workspaces: Number(of("workspaces")),
    keys: Number(of("keys")),
  };
}

/** The workspaces that used the model most in the same days, by what they were charged. */
export async function listModelCustomers(modelId: string, now: Date, most: number): Promise<ModelCustomer[]> {
  const { rows } = await postgres().query<ModelCustomer>(
    `SELECT used.workspace_id AS "workspaceId", workspace.name, used.requests::float8 AS requests, used.keys::integer AS keys,
       used.charge_nano AS "chargeNano"
     FROM (
       SELECT workspace_id, sum(requests) AS requests, count(DISTINCT key_id) AS keys, sum(charge_nano)::bigint AS charge_nano
       FROM usage_span WHERE hours = 24 AND start >= $1 AND model_id = $2
       GROUP BY workspace_id ORDER BY charge_nano DESC, workspace_id LIMIT $3
     ) AS used JOIN workspace ON workspace.id = used.workspace_id ORDER BY used.charge_nano DESC, used.workspace_id`,
    [startOfWeek(now), modelId, most],
  );
  return rows;
}

function startOfWeek(now: Date): Date {
  return new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS - (DAYS - 1) * DAY_MS);
}

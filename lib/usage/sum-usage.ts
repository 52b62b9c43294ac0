import "server-only";
import { invariant } from "@/lib/basics/errors";
import type { TokenClasses } from "@/lib/basics/tokens";
import { dayAfter, daysOfRange, startOfDay } from "@/lib/usage/days";
import { inUsageSnapshot, type UsageSnapshot } from "@/lib/usage/snapshot";
import { spansOf } from "@/lib/usage/spans";

export type UsageFigures = {
  requests: number;
  /** How many of these were free. */
  freeRequests: number;
  tokens: TokenClasses;
  webSearches: number;
  chargeNano: bigint;
  absorbedNano: bigint;
  /** How much more the tokens read from a cache would have cost as plain input. */
  readsSavedNano: bigint;
  /** How much more the tokens written to a cache cost than as plain input. */
  writesExtraNano: bigint;
};

export type UsageDimension = "day" | "hour" | "model" | "key";

/** A dimension that was not requested is null. `day` is `YYYY-MM-DD` in the requested zone, `hour` an instant. */
export type UsageSum = UsageFigures & { day: string | null; hour: Date | null; modelId: string | null; keyId: string | null };

export type UsageQuestion = {
  /** Received at or after `from` and before `to`. Both are on a quarter of an hour, like midnight in every zone. */
  from: Date;
  to: Date;
  by: UsageDimension[];
  /** The IANA name of the zone of the days. */
  timeZone: string;
  modelId?: string;
  keyId?: string;
  /** What caches saved takes most of the time while many calls are not rolled up. It is 0 then. */
  withoutSavings?: true;
};

const QUARTER_MS = 15 * 60_000;
const HOUR_MS = 60 * 60_000;
const DIMENSIONS: Record<UsageDimension, string> = {
  day: "day",
  hour: "date_trunc('hour', start, $5) AS hour",
  model: "model_id",
  key: "key_id",
};
const TOKEN_COLUMNS = ["input_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens", "cache_read_tokens", "output_tokens"];
const SUMMED = [...TOKEN_COLUMNS, "web_searches", "charge_nano", "absorbed_nano", "reads_saved_nano", "writes_extra_nano"];

/** Exact at any moment: rolled-up rows plus the raw rows not rolled up yet, in one snapshot. Ordered by the dimensions. */
export async function sumUsage(workspaceId: string, question: UsageQuestion, snapshot?: UsageSnapshot): Promise<UsageSum[]> {
  if (!snapshot) return inUsageSnapshot((own) => sumUsage(workspaceId, question, own));
  const { from, to, by, timeZone } = question;
  invariant(
    [from, to].every((each) => each.getTime() % QUARTER_MS === 0),
    "usage is summed over whole quarters of an hour",
  );
  const days = by.includes("day") ? daysOfRange(from, to, timeZone) : [{ day: "", from, to }];
  const spans = days.flatMap((day, index) => spansOf(day.from, day.to, longestHours(question)).map((each) => ({ ...each, index })));
  const values: unknown[] = [workspaceId, from, to, days.map((day) => day.from), timeZone];
  const bound = (value: unknown) => `$${values.push(value)}`;
  const filters = [
    question.modelId ? `AND model_id = ${bound(question.modelId)}` : "",
    question.keyId ? `AND key_id = ${bound(question.keyId)}` : "",
  ].join(" ");
  const dimensions = by.map((each) => DIMENSIONS[each]);
  const places = by.map((_, index) => index + 1).join(", ");
  const figures = `model_id, key_id, requests, free_requests, ${SUMMED.join(", ")}`;
  const { rows } = await snapshot.client.query<SumRow>(
    // OFFSET 0 makes each span a range of the primary key: the planner does not know that spans are few and short.
    `WITH span AS MATERIALIZED (
       SELECT * FROM unnest(${bound(spans.map((each) => each.index))}::integer[], ${bound(spans.map((each) => each.hours))}::integer[],
         ${bound(spans.map((each) => each.from))}::timestamptz[], ${bound(spans.map((each) => each.to))}::timestamptz[]) AS span (day, hours, first, past)
     ), piece AS (
       SELECT day, sums.* FROM span CROSS JOIN LATERAL (
         SELECT start, ${figures} FROM usage_span
         WHERE workspace_id = $1 AND usage_span.hours = span.hours AND start >= first AND start < past ${filters} OFFSET 0
       ) AS sums WHERE hours > 0
       UNION ALL
       SELECT day, sums.* FROM span CROSS JOIN LATERAL (
         SELECT bucket AS start, ${figures} FROM usage_rollup
         WHERE workspace_id = $1 AND bucket >= first AND bucket < past ${filters} OFFSET 0
       ) AS sums WHERE hours = 0
       UNION ALL
       SELECT width_bucket(bucket, $4::timestamptz[]) - 1, bucket, ${figures} FROM unrolled_usage($1, $2, $3, ${bound(!question.withoutSavings)}) WHERE true ${filters}
     )
     SELECT ${[...dimensions, ...["requests", "free_requests", ...SUMMED].map((name) => `sum(${name})::bigint AS ${name}`)].join(", ")}
     FROM piece WHERE $5::text IS NOT NULL ${places && `GROUP BY ${places} ORDER BY ${places}`}`,
    values,
  );
  // Without dimensions SQL returns one row of nulls if there is nothing.
  return rows.filter((row) => row.requests !== null).map((row) => sumOfRow(row, days));
}

/** Hours of a zone are hours of UTC only where the zone is whole hours off all the time. Clocks change by less than an hour in few places. */
function longestHours({ from, to, by, timeZone }: UsageQuestion): number {
  if (!by.includes("hour")) return 24;
  // Midnights, since the ends of a range may be whole hours of UTC in any zone.
  const edges = daysOfRange(from, to, timeZone).flatMap(({ day }) => [startOfDay(day, timeZone), startOfDay(dayAfter(day), timeZone)]);
  return edges.every((each) => each.getTime() % HOUR_MS === 0) ? 1 : 0;
}

type SumRow = { day?: number; hour?: Date; model_id?: string; key_id?: string } & Record<string, bigint>;

function sumOfRow(row: SumRow, days: { day: string }[]): UsageSum {
  const count = (name: string) => Number(row[name]);
  const nano = (name: string) => row[name] ?? 0n;
  return {
    day: row.day === undefined ? null : (days[row.day]?.day ?? null),
    hour: row.hour ?? null,
    modelId: row.model_id ?? null,
    keyId: row.key_id ?? null,
    requests: count("requests"),
    freeRequests: count("free_requests"),
    tokens: {
      input: count("input_tokens"),
      cacheWrite5m: count("cache_write_5m_tokens"),
      cacheWrite1h: count("cache_write_1h_tokens"),
      cacheRead: count("cache_read_tokens"),
      output: count("output_tokens"),
    },
    webSearches: count("web_searches"),
    chargeNano: nano("charge_nano"),
    absorbedNano: nano("absorbed_nano"),
    readsSavedNano: nano("reads_saved_nano"),
    writesExtraNano: nano("writes_extra_nano"),
  };
}

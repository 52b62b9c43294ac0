import { invalidQuery, modelIdOf, uuidOf } from "@/lib/api/query-fields";
import { dollarsFromNano } from "@/lib/basics/money";
import { isTimeZone } from "@/lib/basics/time-zones";
import type { Caller } from "@/lib/keys/authenticate-key";
import { isKnownTimeZone } from "@/lib/platform/known-time-zone";
import { addUpUsage, netSavingNano } from "@/lib/usage/add-up-usage";
import { isDay, lastDays, startOfDay } from "@/lib/usage/days";
import { sumUsage, type UsageDimension, type UsageFigures, type UsageQuestion, type UsageSum } from "@/lib/usage/sum-usage";

const DIMENSIONS: UsageDimension[] = ["day", "hour", "model", "key"];
const USUAL_DAYS = 30;
const DAY_MS = 86_400_000;
const MAX_DAYS = 366;
const MAX_DAYS_BY_HOUR = 31;
const MAX_ROWS = 10_000;
const QUARTER_MS = 15 * 60_000;

/** `GET /usage`: the workspace's sums, exact up to the last call that has ended. Throws `invalid_request`. */
export async function readOwnUsage(now: Date, caller: Caller, query: string): Promise<object> {
  const params = new URLSearchParams(query);
  const question = questionOf(params, await timeZoneOf(params), now);
  const sums = await sumUsage(caller.workspaceId, question);
  if (sums.length > MAX_ROWS) {
    throw invalidQuery("by", `makes ${sums.length} rows of this range; at most ${MAX_ROWS} are answered. Ask for a shorter range.`);
  }
  return {
    object: "usage",
    from: question.from.toISOString(),
    to: question.to.toISOString(),
    time_zone: question.timeZone,
    by: question.by,
    data: sums.map((sum) => ({ ...namesOf(sum, question.by), ...describedFigures(sum) })),
    total: describedFigures(addUpUsage(sums)),
  };
}

async function timeZoneOf(params: URLSearchParams): Promise<string> {
  const timeZone = params.get("time_zone") ?? "UTC";
  // JavaScript finds the first instant of a day, and Postgres groups by days: both have to know the zone.
  if (isTimeZone(timeZone) && (await isKnownTimeZone(timeZone))) return timeZone;
  throw invalidQuery("time_zone", "is the name of a time zone, such as UTC or Europe/Paris.");
}

function questionOf(params: URLSearchParams, timeZone: string, now: Date): UsageQuestion {
  const by = dimensionsOf(params.get("by") ?? "day");
  const usual = lastDays(USUAL_DAYS, timeZone, now);
  const to = instantOf(params, "to", timeZone) ?? usual.to;
  const from = instantOf(params, "from", timeZone) ?? (params.has("to") ? new Date(to.getTime() - USUAL_DAYS * DAY_MS) : usual.from);
  if (from >= to) throw invalidQuery("from", "lies before to.");
  const days = by.includes("hour") ? MAX_DAYS_BY_HOUR : MAX_DAYS;
  // One day more, since a day has 25 hours when clocks go back.
  if (to.getTime() - from.getTime() > (days + 1) * DAY_MS) throw invalidQuery("from", `lies at most ${days} days before to.`);
  return { from, to, by, timeZone, modelId: modelIdOf(params), keyId: uuidOf(params, "key_id") };
}

function dimensionsOf(text: string): UsageDimension[] {
  const by = text.split(",").map((name) => DIMENSIONS.find((each) => each === name));
  const isFine = by.length <= 2 && new Set(by).size === by.length && by.every((each) => each !== undefined);
  if (!isFine) throw invalidQuery("by", `is one of ${DIMENSIONS.join(", ")}, or two of them with a comma between.`);
  return by as UsageDimension[];
}

/** A day begins by the time zone. An instant must be a full quarter of an hour, the resolution of the sums. */
function instantOf(params: URLSearchParams, name: "from" | "to", timeZone: string): Date | undefined {
  const text = params.get(name);
  if (text === null) return undefined;
  const isInstant = /^2\d{3}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const instant = isDay(text) ? startOfDay(text, timeZone) : new Date(isInstant ? text : Number.NaN);
  if (!(instant.getTime() % QUARTER_MS === 0)) {
    throw invalidQuery(name, "is a day such as 2026-11-21, or an instant on a quarter of an hour such as 2026-11-21T08:15:00Z.");
  }
  return instant;
}

function namesOf(sum: UsageSum, by: UsageDimension[]): Record<string, string | null> {
  const names = { day: sum.day, hour: sum.hour?.toISOString() ?? null, model: sum.modelId, key_id: sum.keyId };
  const isWanted = (name: string) => by.includes(name === "key_id" ? "key" : (name as UsageDimension));
  return Object.fromEntries(Object.entries(names).filter(([name]) => isWanted(name)));
}

function describedFigures({ tokens, ...figures }: UsageFigures) {
  return {
    requests: figures.requests,
    free_requests: figures.freeRequests,
    input_tokens: tokens.input,
    cache_creation_input_tokens: tokens.cacheWrite5m + tokens.cacheWrite1h,
    cache_creation: { ephemeral_5m_input_tokens: tokens.cacheWrite5m, ephemeral_1h_input_tokens: tokens.cacheWrite1h },
    cache_read_input_tokens: tokens.cacheRead,
    output_tokens: tokens.output,
    web_searches: figures.webSearches,
    charge: dollarsFromNano(figures.chargeNano),
    absorbed: dollarsFromNano(figures.absorbedNano),
    saved_by_caching: dollarsFromNano(netSavingNano(figures)),
  };
}

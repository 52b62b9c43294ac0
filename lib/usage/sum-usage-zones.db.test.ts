import fc from "fast-check";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { startOfDay } from "@/lib/usage/days";
import { rollUpUsage } from "@/lib/usage/roll-up-usage";
import { sumUsage, type UsageDimension, type UsageSum } from "@/lib/usage/sum-usage";
import { idAt, insertEvent } from "@/lib/usage/testing/usage-events";

const QUARTER_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;
const MODELS = ["claude-test-1", "claude-test-2"];
const KEYS = ["01930000-0000-7000-8000-00000000000a", "01930000-0000-7000-8000-00000000000b"];
// Whole, half and quarter hours off; days of 23, 23.5, 24.5 and 25 hours; a midnight that is skipped; a whole day that is.
const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/St_Johns",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "America/Santiago",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
  "Pacific/Apia",
];
/** The weeks around a change of clocks, or of the date, in one of these zones. */
const STARTS = ["2026-03-27", "2026-10-23", "2026-03-06", "2026-10-30", "2026-04-03", "2026-10-02", "2026-09-04", "2011-12-28"];
const DAYS = 4;

type Raw = { day: string; hour: Date; model_id: string; key_id: string; requests: bigint; charge_nano: bigint; output_tokens: bigint };

/** The same sums from the events alone, by Postgres' own calendar. */
async function rawSums(workspaceId: string, from: Date, to: Date, timeZone: string): Promise<Raw[]> {
  const { rows } = await postgres().query<Raw>(
    `SELECT to_char(created_at AT TIME ZONE $4, 'YYYY-MM-DD') AS day, date_trunc('hour', created_at, $4) AS hour, model_id, key_id,
       count(*) AS requests, sum(charge_nano)::bigint AS charge_nano, sum(output_tokens) AS output_tokens
     FROM usage_event WHERE workspace_id = $1 AND created_at >= $2 AND created_at < $3 GROUP BY 1, 2, 3, 4`,
    [workspaceId, from, to, timeZone],
  );
  return rows;
}

const NAMES: Record<UsageDimension, (sum: UsageSum | Raw) => string> = {
  day: (sum) => sum.day ?? "",
  hour: (sum) => sum.hour?.toISOString() ?? "",
  model: (sum) => ("model_id" in sum ? sum.model_id : (sum.modelId ?? "")),
  key: (sum) => ("key_id" in sum ? sum.key_id : (sum.keyId ?? "")),
};

function grouped(raw: Raw[], by: UsageDimension[]): Record<string, string> {
  const groups: Record<string, [bigint, bigint, bigint]> = {};
  for (const each of raw) {
    const name = by.map((dimension) => NAMES[dimension](each)).join(" ");
    const [requests, charge, output] = groups[name] ?? [0n, 0n, 0n];
    groups[name] = [requests + each.requests, charge + each.charge_nano, output + each.output_tokens];
  }
  return Object.fromEntries(Object.entries(groups).map(([name, figures]) => [name, figures.join(" ")]));
}

const sumsByName = (sums: UsageSum[], by: UsageDimension[]) =>
  Object.fromEntries(
    sums.map((sum) => [by.map((dimension) => NAMES[dimension](sum)).join(" "), `${sum.requests} ${sum.chargeNano} ${sum.tokens.output}`]),
  );

/** Calls of some days. A part of them is rolled up, and many of them lie at the edges of quarters, hours and days. */
async function filledWorkspace(start: string): Promise<string> {
  const workspaceId = newId();
  const fromMs = Date.parse(`${start}T00:00:00Z`);
  for (let n = 0; n < 60; n += 1) {
    const edgeMs = [0, QUARTER_MS, HOUR_MS, 6 * HOUR_MS][n % 4] ?? 0;
    const moment = Math.floor(Math.random() * DAYS * 24 * HOUR_MS);
    const ms = fromMs + (edgeMs === 0 ? moment : moment - (moment % edgeMs) - (n % 3 === 0 ? 1 : 0));
    const place = { id: idAt(new Date(ms)), modelId: MODELS[n % 2], keyId: KEYS[n % 3 === 0 ? 0 : 1] };
    await insertEvent({ workspaceId, ...place, chargeNano: BigInt(n + 1), tokens: { output: n } });
    if (n === 40) await rollUpUsage();
  }
  return workspaceId;
}

test("sums by day, hour, model and key are those of the raw events in every zone, whatever is rolled up", async () => {
  for (const start of STARTS) {
    const workspaceId = await filledWorkspace(start);
    const fromMs = Date.parse(`${start}T00:00:00Z`);
    const quarter = fc.integer({ min: -8, max: DAYS * 96 + 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ZONES),
        fc.constantFrom<UsageDimension[]>(
          [],
          ["day"],
          ["hour"],
          ["day", "model"],
          ["day", "model", "key"],
          ["hour", "key"],
          ["model", "key"],
        ),
        quarter,
        quarter,
        async (timeZone, by, one, other) => {
          const [from, to] = [one, other].sort((a, b) => a - b).map((each) => new Date(fromMs + each * QUARTER_MS)) as [Date, Date];
          const sums = await sumUsage(workspaceId, { from, to, by, timeZone });
          expect(sumsByName(sums, by)).toEqual(grouped(await rawSums(workspaceId, from, to, timeZone), by));
        },
      ),
      { numRuns: 15 },
    );
  }
});

test("hours of a zone that is quarters off are its own, also in a range of whole hours of UTC", async () => {
  const workspaceId = newId();
  await insertEvent({ workspaceId, id: idAt(new Date("2026-10-23T00:20:00Z")), chargeNano: 1n });
  await rollUpUsage();
  const [from, to] = [new Date("2026-10-23T00:00:00Z"), new Date("2026-10-23T05:00:00Z")];
  const [sum] = await sumUsage(workspaceId, { from, to, by: ["hour"], timeZone: "Pacific/Chatham" });
  expect(sum?.hour?.toISOString()).toBe("2026-10-23T00:15:00.000Z");
});

test("whole days of a zone are the days that Postgres' own calendar has", async () => {
  for (const timeZone of ZONES) {
    const { rows } = await postgres().query<{ day: string; start: Date }>(
      `SELECT to_char(day, 'YYYY-MM-DD') AS day, day AT TIME ZONE $1 AS start FROM generate_series(timestamp '2026-01-01', '2026-12-31', '1 day') AS day`,
      [timeZone],
    );
    const differing = rows.filter(({ day, start }) => startOfDay(day, timeZone).getTime() !== start.getTime()).map(({ day }) => day);
    expect([timeZone, differing]).toEqual([timeZone, []]);
  }
});

import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { readMarginDays } from "@/lib/usage/read-margin-days";
import { rollUpUsage } from "@/lib/usage/roll-up-usage";
import { idAt, insertEvent } from "@/lib/usage/testing/usage-events";

const NOW = new Date("2026-11-21T15:00:00Z");

test("each day has what was charged and what the upstreams billed, a late call once", async () => {
  const at = (time: string) => idAt(new Date(time));
  await insertEvent({ workspaceId: newId(), id: at("2026-11-20T00:00:00Z"), chargeNano: 100n, upstreamCostNano: 60n });
  await insertEvent({ workspaceId: newId(), id: at("2026-11-20T23:59:59.999Z"), chargeNano: 10n, upstreamCostNano: 6n });
  await rollUpUsage();
  const late = { workspaceId: newId(), id: at("2026-11-19T12:00:00Z") };
  await insertEvent({ ...late, outcome: "expired", chargeNano: 20n, upstreamCostNano: 9n });
  await rollUpUsage();
  // It has the cost of the whole call, and the charge that the first one lacks.
  await insertEvent({ ...late, isLate: true, outcome: "settled_late", chargeNano: 5n, upstreamCostNano: 12n });
  await rollUpUsage();
  const days = await readMarginDays(3, NOW);
  expect(days).toEqual([
    { start: new Date("2026-11-19T00:00:00Z"), requests: 1, chargeNano: 25n, upstreamCostNano: 12n },
    { start: new Date("2026-11-20T00:00:00Z"), requests: 2, chargeNano: 110n, upstreamCostNano: 66n },
    { start: new Date("2026-11-21T00:00:00Z"), requests: 0, chargeNano: 0n, upstreamCostNano: 0n },
  ]);
});

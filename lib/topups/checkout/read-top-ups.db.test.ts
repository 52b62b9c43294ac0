import "@/lib/topups/testing/stripe-stand-in";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { listTopUps, refreshTopUp } from "@/lib/topups/checkout/read-top-ups";
import { insertOrder } from "@/lib/topups/testing/paid-sessions";
import { press } from "@/lib/topups/testing/stripe-stand-in";
import { newBuyer, startedTopUp } from "@/lib/topups/testing/top-ups";

const NOW_MS = Date.now();

test("a page that polls asks Stripe at most every two seconds", async () => {
  const { workspaceId, ...person } = await newBuyer();
  const { topUpId, url } = await startedTopUp({ workspaceId, ...person });
  const stateAt = async (milliseconds: number) =>
    (await refreshTopUp(workspaceId, topUpId, { now: () => new Date(NOW_MS + milliseconds) })).state;
  expect(await stateAt(0)).toBe("created");
  await press("pay", url);
  expect([await stateAt(1_000), await stateAt(2_000)]).toEqual(["created", "created"]);
  expect(await stateAt(2_001)).toBe("paid");
});

test("orders are listed by twenty, newest first, and each is on one page", async () => {
  const buyer = await newBuyer();
  const ids = Array.from({ length: 41 }, newId).sort().reverse();
  for (const id of ids.slice(21)) await insertOrder(buyer, id, null);
  expect(await listTopUps(buyer.workspaceId, null)).toMatchObject({ lines: ids.slice(21).map((id) => ({ id })), next: null });
  for (const id of ids.slice(0, 21)) await insertOrder(buyer, id, null);
  const pages = [];
  for (let before: string | null = null, count = 0; count < 3; count++) {
    const { lines, next } = await listTopUps(buyer.workspaceId, before);
    pages.push(lines.map(({ id }) => id));
    before = next;
  }
  expect(pages).toEqual([ids.slice(0, 20), ids.slice(20, 40), ids.slice(40)]);
});

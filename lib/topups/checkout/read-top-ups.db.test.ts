import "@/lib/topups/testing/stripe-stand-in";
import { expect, test } from "vitest";
import { listUnfinished, readReceiptUrls, refreshTopUp } from "@/lib/topups/checkout/read-top-ups";
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

test("only orders that are neither paid nor closed are unfinished, newest first, and only of their workspace", async () => {
  const [buyer, other] = [await newBuyer(), await newBuyer()];
  const first = await startedTopUp(buyer, "20");
  const second = await startedTopUp(buyer, "5");
  const paid = await startedTopUp(buyer, "10");
  await press("pay", paid.url);
  await refreshTopUp(buyer.workspaceId, paid.topUpId);
  expect(await listUnfinished(buyer.workspaceId)).toMatchObject([{ id: second.topUpId }, { id: first.topUpId }]);
  expect(await listUnfinished(other.workspaceId)).toEqual([]);
  const ids = [first.topUpId, paid.topUpId];
  expect([...(await readReceiptUrls(buyer.workspaceId, ids)).keys()]).toEqual([paid.topUpId]);
  expect(await readReceiptUrls(other.workspaceId, ids)).toEqual(new Map());
});

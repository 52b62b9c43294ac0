import "@/lib/topups/testing/stripe-stand-in";
import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { POST } from "@/app/api/stripe/webhook/route";
import { nanoFromDollars } from "@/lib/basics/money";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readProgress } from "@/lib/topups/billing";
import { deliverTo, eventsOf, press } from "@/lib/topups/testing/stripe-stand-in";
import { availableNano, newBuyer, runJobs, startedTopUp, stateOf } from "@/lib/topups/testing/top-ups";

/** The route behind a plain server, where the stand-in delivers over HTTP. */
const statuses: number[] = [];
const server = createServer(async (incoming, outgoing) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = { "stripe-signature": String(incoming.headers["stripe-signature"] ?? "") };
  const reply = await POST(new Request("http://relais.test/", { method: "POST", body: Buffer.concat(chunks), headers }));
  statuses.push(reply.status);
  outgoing.writeHead(reply.status).end();
});
let url = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`;
});
afterAll(() => server.close());

test.each([
  "before-redirect",
  "twice",
  "five-at-once",
  "reversed",
  // Stripe's secret signed them, and yet they are wrong: the session is read from Stripe, so an event's amounts are never used.
  "other-amount",
  "other-currency",
])("delivered as %s, a payment is credited once and with the order's amount", async (mode) => {
  const { buyer, topUpId } = await paidAfter(mode, ["whsec_current"]);
  expect(statuses.length).toBeGreaterThan(0);
  expect(new Set(statuses)).toEqual(new Set([200]));
  await runJobs();
  expect([await stateOf(topUpId), await availableNano(buyer.workspaceId)]).toEqual(["paid", nanoFromDollars("20")]);
  await expectBooksBalance(buyer.workspaceId);
});

test("during a rotation, an event signed with both secrets is accepted", async () => {
  const { topUpId } = await paidAfter("before-redirect", ["whsec_next", "whsec_previous"]);
  await runJobs();
  expect(await stateOf(topUpId)).toBe("paid");
});

test.each(["bad-signature", "old-timestamp", "wrong-livemode"])(
  "delivered with %s, nothing is believed, and the return page credits",
  async (mode) => {
    const { buyer, topUpId, sessionId } = await paidAfter(mode, ["whsec_current"]);
    expect(new Set(statuses)).toEqual(new Set([400]));
    expect(await eventsOf(sessionId)).not.toEqual([]);
    await runJobs();
    expect(await stateOf(topUpId)).toBe("created");
    expect(await readProgress(buyer.workspaceId, topUpId)).toMatchObject({ state: "paid" });
    await expectBooksBalance(buyer.workspaceId);
  },
);

async function paidAfter(mode: string, secrets: string[]) {
  const buyer = await newBuyer();
  const order = await startedTopUp(buyer);
  await deliverTo({ url, secrets, mode });
  statuses.length = 0;
  await press("pay", order.url);
  await expect.poll(() => statuses.length, { interval: 10 }).toBeGreaterThanOrEqual(mode === "five-at-once" ? 5 : 1);
  await deliverTo({ url: null, secrets: [], mode: "drop" });
  return { buyer, ...order };
}

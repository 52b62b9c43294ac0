import "@/lib/topups/testing/stripe-stand-in";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { checkBooks } from "@/lib/ledger/books";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { readRefund } from "@/lib/topups/refunds/read-refunds";
import { creditedPayment, deliverAll, expectSumAtStripe, newsOf, type Payment } from "@/lib/topups/testing/payments-at-stripe";
import { control, ownStripe } from "@/lib/topups/testing/stripe-stand-in";
import { runJobs } from "@/lib/topups/testing/top-ups";

const SLOW_MS = 600_000;

/** Starts a process that asks for a refund, and kills it when `isTime`. */
async function killedProcess({ buyer, topUpId }: Payment, refundId: string, until: "asked" | "sent", isTime: () => Promise<boolean>) {
  const file = ["--import", "tsx", "--conditions=react-server", "lib/topups/testing/refund-process.ts"];
  const child = spawn(process.execPath, [...file, buyer.workspaceId, topUpId, refundId, until], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: child.stdout })) if (line === "asked") break;
  await expect.poll(isTime, { timeout: 240_000 }).toBe(true);
  child.kill("SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

const refundsAtStripe = async ({ intentId }: Payment) => (await ownStripe.refunds.list({ payment_intent: intentId })).data;

async function expectRefundedOnce(payment: Payment, refundId: string): Promise<void> {
  const { workspaceId } = payment.buyer;
  const [refund, ...others] = await refundsAtStripe(payment);
  expect([refund?.amount, others]).toEqual([2_000, []]);
  expect(await readRefund(postgres(), workspaceId, refundId)).toMatchObject({ state: "succeeded", serviceRefundId: refund?.id });
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 0n, debtNano: 0n });
  await expectSumAtStripe([payment]);
  expect(await checkBooks(workspaceId)).toEqual([]);
}

test(
  "killed after the credit was taken and before Stripe was asked: the next worker asks, once",
  async () => {
    const payment = await creditedPayment();
    const refundId = newId();
    await killedProcess(payment, refundId, "asked", () => Promise.resolve(true));
    expect(await refundsAtStripe(payment)).toEqual([]);
    expect(await readWallet(payment.buyer.workspaceId)).toMatchObject({ availableNano: 0n });
    expect(await checkBooks(payment.buyer.workspaceId)).toEqual([]);
    await runJobs();
    await expectRefundedOnce(payment, refundId);
    await deliverAll(await newsOf(payment));
    await expectRefundedOnce(payment, refundId);
  },
  SLOW_MS,
);

test.each(["job", "event"])(
  "killed after Stripe made the refund and before it was booked: the next %s books it, and no second one is made",
  async (by) => {
    const payment = await creditedPayment();
    const refundId = newId();
    await control("POST", "faults", { name: "hang-after", method: "POST", path: "/v1/refunds" });
    await killedProcess(payment, refundId, "sent", async () => (await refundsAtStripe(payment)).length === 1);
    expect(await readRefund(postgres(), payment.buyer.workspaceId, refundId)).toMatchObject({ state: "requested", serviceRefundId: null });
    expect(await checkBooks(payment.buyer.workspaceId)).toEqual([]);
    // A day later Stripe has forgotten the key.
    await control("DELETE", "idempotency");
    if (by === "event") {
      await postgres().query("SELECT graphile_worker.remove_job($1)", [`refund:${refundId}`]);
      await deliverAll(await newsOf(payment));
    } else await runJobs();
    await expectRefundedOnce(payment, refundId);
  },
  SLOW_MS,
);

import "@/lib/topups/testing/stripe-stand-in";
import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clearQuestion } from "@/lib/ledger/freeze-wallet";
import type { Ledger } from "@/lib/ledger/ledger";
import { expectBooksBalance, testLedger } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { listRefundsOf } from "@/lib/topups/refunds/read-refunds";
import { sendRefund } from "@/lib/topups/refunds/send-refund";
import { ACTS, type ActName, type History } from "@/lib/topups/testing/money-back-acts";
import { again, creditedPayment, deliverAll, expectSumAtStripe, newsOf, paidAtStripe } from "@/lib/topups/testing/payments-at-stripe";
import { eventsOf } from "@/lib/topups/testing/stripe-stand-in";

const SLOW_MS = 300_000;
const SEED = Number.parseInt(process.env.SEED ?? "20261130", 10);
const RANDOM_HISTORIES = Number.parseInt(process.env.RELAIS_HISTORIES ?? "6", 10);

let ledger: Ledger;
beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

const TABLE: ActName[][] = [
  ["refundPart", "refundRest"],
  ["refundPart", "refundFails", "refundRest"],
  ["refundLater", "refundSucceeds", "refundFails"],
  ["spend", "refundRest", "topUp", "refundFails"],
  ["weRefund", "refundPart", "weRefund", "refundFails"],
  ["inquiry", "inquiryCloses"],
  ["inquiry", "refundRest"],
  ["inquiry", "disputeGrows", "underReview", "won"],
  ["dispute", "lost", "appeal", "won", "lost"],
  ["spend", "dispute", "topUp", "won"],
  ["refundPart", "dispute", "newWord", "lost"],
  ["prevented", "dispute", "won", "weRefund"],
  ["warning", "refundRest"],
  ["warning", "spend", "dispute", "topUp", "lost"],
];

/** A small generator whose runs can be repeated. */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function shuffled<T>(items: T[], random: (below: number) => number): T[] {
  const left = [...items];
  return items.map(() => left.splice(random(left.length), 1)[0] as T);
}

const newsOfAll = async ({ payments }: History): Promise<Stripe.Event[]> => (await Promise.all(payments.map(newsOf))).flat();

/** Plays the acts. After each of them some events arrive, old ones too, in any order; at the end all of them, each twice. */
async function play(acts: ActName[], seed: number, history: History): Promise<void> {
  const random = randomOf(seed);
  const { workspaceId } = history.payments[0]?.buyer ?? { workspaceId: "" };
  for (const act of acts) {
    await ACTS[act](history);
    const some = (await newsOfAll(history)).filter(() => random(3) === 0);
    for (const event of shuffled(some, random)) {
      await deliverAll([random(2) === 0 ? event : again(event)]);
      await expectBooksBalance(workspaceId);
    }
    if (random(3) === 0) await clearQuestion({ userId: workspaceId }, workspaceId);
  }
  for (const { topUpId } of history.payments) {
    for (const { id } of await listRefundsOf(workspaceId, topUpId)) await sendRefund({ workspaceId, refundId: id });
  }
  const news = await newsOfAll(history);
  for (const event of shuffled([...news, ...news.map(again)], random)) {
    await deliverAll([event]);
    await expectBooksBalance(workspaceId);
  }
  // Our own refunds may have made news since.
  await deliverAll(await newsOfAll(history));
  await expectSumAtStripe(history.payments);
  const settled = await readWallet(workspaceId);
  await deliverAll(shuffled((await newsOfAll(history)).map(again), random));
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: settled?.availableNano, debtNano: settled?.debtNano });
  await expectBooksBalance(workspaceId);
}

test.each(TABLE.map((acts) => [acts.join(", "), acts] as const))(
  "%s: in every order of events, each twice and late, the books balance and Stripe has our sum",
  async (_, acts) => {
    await play(acts, SEED, { ledger, payments: [await creditedPayment()] });
  },
  SLOW_MS,
);

test(
  "events about a payment that come before its own: it is credited first, and then taken back",
  async () => {
    const payment = await paidAtStripe();
    await play(["spend", "refundPart", "dispute"], SEED + 1, { ledger, payments: [payment] });
    await deliverAll(await eventsOf(payment.sessionId));
    await expectSumAtStripe([payment]);
    await expectBooksBalance(payment.buyer.workspaceId);
  },
  SLOW_MS,
);

test.each(Array.from({ length: RANDOM_HISTORIES }, (_, n) => [SEED + 1_000 + n]))(
  "a random history with the seed %i",
  async (seed) => {
    const random = randomOf(seed);
    const names = Object.keys(ACTS) as ActName[];
    const acts = Array.from({ length: 3 + random(5) }, () => names[random(names.length)] as ActName);
    try {
      await play(acts, seed, { ledger, payments: [await creditedPayment()] });
    } catch (error) {
      throw new Error(`the history ${acts.join(", ")} (SEED=${seed})`, { cause: error });
    }
  },
  SLOW_MS,
);

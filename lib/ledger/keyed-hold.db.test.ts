import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { forgetOldKeys } from "@/lib/idempotency/forget-keys";
import { idempotencyMark } from "@/lib/idempotency/idempotency-mark";
import type { Ledger } from "@/lib/ledger/ledger";
import type { KeyedHoldRequest } from "@/lib/ledger/settlement";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { holdOf, releaseOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, lapseLease, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";

let ledger: Ledger;
let other: Ledger;
beforeAll(async () => {
  [ledger, other] = [await testLedger(), await testLedger()];
});
afterAll(async () => {
  await ledger.close();
  await other.close();
});

/** Calls of a new workspace, all under one key. */
async function repeats(count: number, availableNano = 10_000n): Promise<KeyedHoldRequest[]> {
  const workspaceId = await walletWith({ availableNano });
  return Array.from({ length: count }, () => keyed(workspaceId));
}
const keyed = (workspaceId: string, request = "hello", key = "key-1"): KeyedHoldRequest => ({
  ...holdOf(workspaceId, 100n),
  idempotency: idempotencyMark(key, "messages", Buffer.from(request)),
});
const repeatOf = ({ id }: KeyedHoldRequest, isSameRequest = true) => ({ kind: "repeat", callId: id, isSameRequest });

test("20 repeats at once over two processes: one is held, the others learn which", async () => {
  const calls = await repeats(20);
  const answers = await Promise.all(calls.map((call, n) => (n % 2 ? ledger : other).placeKeyedHold(call)));
  const held = calls.filter((_, n) => answers[n]?.kind === "held");
  expect(held).toHaveLength(1);
  const [winner] = held as [KeyedHoldRequest];
  expect(answers.filter(({ kind }) => kind === "repeat")).toEqual(Array(19).fill(repeatOf(winner)));
  expect(await readWallet(winner.workspaceId)).toMatchObject({ heldNano: 100n, holdsInFlight: 1 });
  await expectBooksBalance(winner.workspaceId);
});

test("a charged call keeps its key, and nothing is held for its repeat", async () => {
  const [first, second] = (await repeats(2)) as [KeyedHoldRequest, KeyedHoldRequest];
  await ledger.placeKeyedHold(first);
  await ledger.settle(settlementOf(first, 40n));
  expect(await other.placeKeyedHold(second)).toEqual(repeatOf(first));
  expect(await readWallet(first.workspaceId)).toMatchObject({ availableNano: 9_960n, heldNano: 0n });
});

test("a free call gives its key to the next one: released, refused, or settled for nothing", async () => {
  const [released, free, last, repeat] = (await repeats(4)) as [KeyedHoldRequest, KeyedHoldRequest, KeyedHoldRequest, KeyedHoldRequest];
  const tooDear = { ...keyed(released.workspaceId), amountNano: 1_000_000n };
  expect(await ledger.placeKeyedHold(tooDear)).toMatchObject({ kind: "refused", reason: "insufficient_balance" });
  expect(await ledger.placeKeyedHold(released)).toMatchObject({ kind: "held" });
  await ledger.settle(releaseOf(released));
  expect(await other.placeKeyedHold(free)).toMatchObject({ kind: "held" });
  await ledger.settle(settlementOf(free, 0n));
  expect(await ledger.placeKeyedHold(last)).toMatchObject({ kind: "held" });
  expect(await ledger.placeKeyedHold(repeat)).toEqual(repeatOf(last));
  await expectBooksBalance(last.workspaceId);
});

test("another request under a used key is recognised; another key and another workspace are independent", async () => {
  const [first] = (await repeats(1)) as [KeyedHoldRequest];
  await ledger.placeKeyedHold(first);
  expect(await ledger.placeKeyedHold(keyed(first.workspaceId, "another"))).toEqual(repeatOf(first, false));
  expect(await ledger.placeKeyedHold(keyed(first.workspaceId, "hello", "key-2"))).toMatchObject({ kind: "held" });
  const [elsewhere] = (await repeats(1)) as [KeyedHoldRequest];
  expect(await ledger.placeKeyedHold(elsewhere)).toMatchObject({ kind: "held" });
});

test("a hold that is sent twice is one hold and no repeat of itself", async () => {
  const [call] = (await repeats(1)) as [KeyedHoldRequest];
  expect([await ledger.placeKeyedHold(call), await other.placeKeyedHold(call)]).toMatchObject([{ kind: "held" }, { kind: "held" }]);
  expect(await readWallet(call.workspaceId)).toMatchObject({ heldNano: 100n, holdsInFlight: 1 });
});

test.each([
  ["had used nothing yet", 0n, "held"],
  ["had used something", 30n, "repeat"],
])("a process that dies with a call that %s: the sweeper's event decides about the repeat", async (_, checkpointNano, kind) => {
  const instance = newId();
  const dying = await testLedger({ instance });
  const [call, early, late] = (await repeats(3)) as [KeyedHoldRequest, KeyedHoldRequest, KeyedHoldRequest];
  await dying.placeKeyedHold(call);
  if (checkpointNano > 0n) await dying.extendHold(settlementOf(call, checkpointNano), 100n);
  await asOwner("UPDATE hold SET checkpoint_nano = $2 WHERE id = $1", [call.id, checkpointNano]);
  expect(await ledger.placeKeyedHold(early)).toEqual(repeatOf(call));
  await lapseLease(instance);
  await sweepHolds();
  expect(await ledger.placeKeyedHold(late)).toMatchObject({ kind });
  await expectBooksBalance(call.workspaceId);
  await dying.close();
});

test("the budget of a key binds its calls with an Idempotency-Key too", async () => {
  const keyId = newId();
  const [call] = (await repeats(1)) as [KeyedHoldRequest];
  await postgres().query(
    `INSERT INTO api_key (workspace_id, id, name, secret_hmac, pepper_version, prefix, last_four, budget_nano, budget_period)
     VALUES ($1, $2, 'Test', $3, 1, 'sk', 'last', 150, 'day')`,
    [call.workspaceId, keyId, Buffer.from(keyId)],
  );
  expect(await ledger.placeKeyedHold({ ...call, keyId, hasBudget: true })).toMatchObject({ kind: "held" });
  const next = { ...keyed(call.workspaceId, "hello", "key-2"), keyId, hasBudget: true };
  expect(await ledger.placeKeyedHold(next)).toMatchObject({ kind: "refused", reason: "key_budget" });
});

test("after a day a key is free again, and the worker forgets it", async () => {
  const [first, second] = (await repeats(2)) as [KeyedHoldRequest, KeyedHoldRequest];
  await ledger.placeKeyedHold(first);
  await ledger.settle(settlementOf(first, 40n));
  const age = (hours: number) =>
    asOwner("UPDATE idempotent_call SET created_at = now() - make_interval(hours => $2) WHERE workspace_id = $1", [
      first.workspaceId,
      hours,
    ]);
  await age(23);
  await forgetOldKeys();
  expect(await ledger.placeKeyedHold(second)).toEqual(repeatOf(first));
  await age(25);
  expect(await ledger.placeKeyedHold(second)).toMatchObject({ kind: "held" });
  await age(25);
  expect(await forgetOldKeys()).toBe(1);
});

test("a call that takes a key over has it for a day of its own, and a hold that is sent again does not prolong it", async () => {
  const [free, call, late] = (await repeats(3)) as [KeyedHoldRequest, KeyedHoldRequest, KeyedHoldRequest];
  const age = () =>
    asOwner("UPDATE idempotent_call SET created_at = created_at - interval '23 hours' WHERE workspace_id = $1", [free.workspaceId]);
  await ledger.placeKeyedHold(free);
  await ledger.settle(releaseOf(free));
  await age();
  expect(await ledger.placeKeyedHold(call)).toMatchObject({ kind: "held" });
  await age();
  expect(await ledger.placeKeyedHold(late)).toEqual(repeatOf(call));
  expect(await ledger.placeKeyedHold(call)).toMatchObject({ kind: "held" });
  await age();
  expect(await ledger.placeKeyedHold(late)).toMatchObject({ kind: "held" });
});

test("nothing that is stored says what the key or the request was", async () => {
  const [call] = (await repeats(1)) as [KeyedHoldRequest];
  await ledger.placeKeyedHold(call);
  const { rows } = await postgres().query("SELECT * FROM idempotent_call WHERE workspace_id = $1", [call.workspaceId]);
  expect(rows).toMatchObject([{ call_id: call.id, key_hash: call.idempotency.keyHash, request_hash: call.idempotency.requestHash }]);
  const same = idempotencyMark("another key", "messages", Buffer.from("hello"));
  expect(same.requestHash).not.toEqual(call.idempotency.requestHash);
});

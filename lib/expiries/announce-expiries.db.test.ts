import { beforeEach, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { announceExpiries } from "@/lib/expiries/announce-expiries";
import { listLots, readEndingLots } from "@/lib/ledger/list-lots";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { grant, testLedger, topUpOf, walletWith } from "@/lib/ledger/testing/wallets";
import { expiryMail } from "@/lib/mail/expiry-mail";
import { postgres } from "@/lib/platform/postgres";
import { database } from "@/lib/platform/prisma";
import { asOwner } from "@/lib/testing/owner";

const DAY_MS = 86_400_000;
const NOW = new Date();
const after = (days: number) => new Date(NOW.getTime() + days * DAY_MS);

type Job = { workspaceId: string; userId: string; lotIds: string[] };

async function jobs(): Promise<Job[]> {
  const { rows } = await postgres().query<{ payload: Job }>(
    "SELECT payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id WHERE t.identifier = 'credit-expiry'",
  );
  return rows.map(({ payload }) => payload);
}
beforeEach(async () => {
  await postgres().query("DELETE FROM graphile_worker._private_jobs");
  // Each test looks at its own lots.
  await asOwner("UPDATE credit_lot SET expires_at = NULL");
});

async function ownedWallet(availableNano: bigint): Promise<string> {
  const [workspaceId, userId] = [await walletWith({ availableNano }), newId()];
  await database().user.create({ data: { id: userId, email: `${userId}@people.example` } });
  await database().membership.create({ data: { workspaceId, userId, role: "owner" } });
  return workspaceId;
}

/** A wallet with a gift that ends so many days from now, and the gift's id. */
async function gift(days: number, workspaceId = ""): Promise<{ workspaceId: string; lotId: string }> {
  const wallet = workspaceId || (await ownedWallet(100n));
  await grant(topUpOf(wallet, 50n, { kind: "promo", entryKind: "grant", reference: `gift:${newId()}`, expiresAt: after(days) }));
  const { lots } = await listLots(wallet);
  return { workspaceId: wallet, lotId: lots.findLast(({ kind }) => kind === "promo")?.id ?? "" };
}

test("a lot is announced 30 and 7 days before it ends, once each, however often and however late the round runs", async () => {
  const { workspaceId, lotId } = await gift(90);
  expect(await announceExpiries(after(59))).toBe(0);
  expect(await announceExpiries(after(60))).toBe(1);
  expect(await jobs()).toMatchObject([{ workspaceId, lotIds: [lotId] }]);
  expect(await announceExpiries(after(70))).toBe(0);
  const together = await Promise.all([announceExpiries(after(85)), announceExpiries(after(85))]);
  expect(together.sort()).toEqual([0, 1]);
  expect(await announceExpiries(after(89))).toBe(0);
  expect(await announceExpiries(after(91))).toBe(0);
  expect(await jobs()).toHaveLength(2);
});

test("after a pause of the worker a lot that ends in days is announced once, and not for both notices", async () => {
  await gift(90);
  expect(await announceExpiries(after(88))).toBe(1);
  expect(await announceExpiries(after(88))).toBe(0);
});

test("credit that was given for ten days is not announced as if it had a month", async () => {
  await gift(10);
  expect(await announceExpiries(NOW)).toBe(0);
  expect(await announceExpiries(after(3))).toBe(1);
});

test("credit of thirty or of seven days is not announced on the day of its grant", async () => {
  await gift(30);
  await gift(7);
  expect(await announceExpiries(after(0.5))).toBe(0);
  expect(await announceExpiries(after(24))).toBe(1);
});

test("each owner has a job, and a workspace without one has its notice without a mail", async () => {
  const { workspaceId, lotId } = await gift(40);
  const second = newId();
  await database().user.create({ data: { id: second, email: `${second}@people.example` } });
  await database().membership.create({ data: { workspaceId, userId: second, role: "owner" } });
  await gift(40, await walletWith({ availableNano: 0n }));
  expect(await announceExpiries(after(20))).toBe(2);
  const made = await jobs();
  expect(made).toHaveLength(2);
  for (const job of made) expect(job).toMatchObject({ workspaceId, lotIds: [lotId] });
});

test("what ends first is first, whichever part calls use first, and what was used is left out", async () => {
  const { workspaceId } = await gift(40);
  await grant(topUpOf(workspaceId, 70n, { reference: `bought:${newId()}`, expiresAt: after(35) }));
  const ids = (await listLots(workspaceId)).lots.map(({ id }) => id);
  const left = async () => (await readEndingLots(workspaceId, ids)).map(({ leftNano }) => leftNano);
  expect(await left()).toEqual([70n, 50n]);
  const ledger = await testLedger();
  const hold = holdOf(workspaceId, 60n);
  await ledger.placeHold(hold);
  await ledger.settle(settlementOf(hold, 60n));
  await ledger.close();
  expect(await left()).toEqual([60n]);
});

test("what never ends, has ended or is used up is no news, and one workspace gets one mail for all", async () => {
  const { workspaceId, lotId } = await gift(40);
  const second = await gift(41, workspaceId);
  const used = await gift(40);
  await asOwner("UPDATE credit_lot SET remaining_nano = 0 WHERE id = $1", [used.lotId]);
  expect(await announceExpiries(after(20))).toBe(2);
  const [job, ...others] = await jobs();
  expect(others).toEqual([]);
  expect(job?.workspaceId).toBe(workspaceId);
  expect(job?.lotIds.toSorted()).toEqual([lotId, second.lotId].sort());
});

test("many lots of one workspace are one mail", async () => {
  const workspaceId = await ownedWallet(0n);
  await asOwner(
    `INSERT INTO credit_lot (workspace_id, id, kind, priority, granted_nano, remaining_nano, expires_at, reference)
     SELECT $1, new_id(), 'promo', 10, 1, 1, $2, 'many:' || n FROM generate_series(1, 450) n`,
    [workspaceId, after(40)],
  );
  expect(await announceExpiries(after(20))).toBe(450);
  expect(await jobs()).toHaveLength(1);
});

test("the mail names the sum, and each part with its day", async () => {
  const mail = await expiryMail({
    to: "ada@example.test",
    workspaceName: "Ada",
    lots: [
      { leftNano: 2_500_000_000n, expiresAt: new Date("2026-12-30T10:00:00Z") },
      { leftNano: 400_000n, expiresAt: new Date("2027-01-02T10:00:00Z") },
      { leftNano: 600_000n, expiresAt: new Date("2027-01-02T11:00:00Z") },
    ],
  });
  expect(mail.subject).toBe("$2.501 of your balance expires on December 30, 2026");
  expect(mail.text).toContain("Expires on December 30, 2026: $2.50\nExpires on January 2, 2027: $0.001");
  expect(mail.text).toContain("/billing");
});

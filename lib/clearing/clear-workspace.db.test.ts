import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { closeEvent } from "@/lib/clearing/close-event";
import { listOpenEvents, listStopped } from "@/lib/clearing/list-stopped";
import { clearOwed, clearQuestion, questionWallet } from "@/lib/ledger/freeze-wallet";
import { walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { inTransaction } from "@/lib/platform/postgres";
import { database } from "@/lib/platform/prisma";
import { asOwner } from "@/lib/testing/owner";

const ADMIN = { userId: newId(), ip: "192.0.2.7" };

async function stopped(owedNano: bigint): Promise<string> {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  await asOwner("UPDATE wallet SET owed_nano = $2 WHERE workspace_id = $1", [workspaceId, owedNano]);
  await inTransaction((on) => questionWallet(on, workspaceId));
  return workspaceId;
}

async function openEvent(workspaceId: string, state = "open"): Promise<string> {
  const finding = { kind: "refund", status: "succeeded", amountCents: 2_000, currency: "usd", topUpId: newId() };
  const event = { id: `evt_${newId()}`, type: "refund.created", objectId: "re_1", isLive: false, payload: {} };
  await database().stripeEvent.create({ data: { ...event, state, workspaceId, finding } });
  return event.id;
}

const auditOf = (workspaceId: string) => database().auditEntry.findMany({ where: { workspaceId }, orderBy: { id: "asc" } });

test("each reason is cleared by itself, once, and by name", async () => {
  const workspaceId = await stopped(5_000n);
  expect((await listStopped()).find((each) => each.workspaceId === workspaceId)).toMatchObject({ owedNano: 5_000n, isQuestioned: true });
  expect(await clearOwed(ADMIN, workspaceId, 4_999n)).toBe(false);
  expect(await clearOwed(ADMIN, workspaceId, 5_000n)).toBe(true);
  expect(await clearOwed(ADMIN, workspaceId, 5_000n)).toBe(false);
  expect(await readWallet(workspaceId)).toMatchObject({ owedNano: 0n, isQuestioned: true });
  expect(await clearQuestion(ADMIN, workspaceId)).toBe(true);
  expect(await clearQuestion(ADMIN, workspaceId)).toBe(false);
  expect((await listStopped()).some((each) => each.workspaceId === workspaceId)).toBe(false);
  expect(await auditOf(workspaceId)).toMatchObject([
    { action: "owed.clear", actorUserId: ADMIN.userId, ip: ADMIN.ip, before: { owed: "0.000005" } },
    { action: "payment_question.clear", actorUserId: ADMIN.userId },
  ]);
});

test("an event that two admins close at once leaves the list once, and stops and allows nothing", async () => {
  const workspaceId = await stopped(0n);
  const id = await openEvent(workspaceId);
  const dead = await openEvent(workspaceId, "dead");
  expect((await listOpenEvents()).filter((each) => each.workspace?.id === workspaceId).map((each) => each.id)).toEqual([id, dead]);
  const answers = await Promise.all([closeEvent(ADMIN, id), closeEvent(ADMIN, id)]);
  expect(answers.sort()).toEqual([false, true]);
  expect(await closeEvent(ADMIN, dead)).toBe(true);
  expect((await listOpenEvents()).some((each) => each.workspace?.id === workspaceId)).toBe(false);
  expect(await readWallet(workspaceId)).toMatchObject({ isQuestioned: true });
  expect((await auditOf(workspaceId)).map(({ action, target }) => [action, target])).toEqual([
    ["payment_event.close", `stripe_event:${id}`],
    ["payment_event.close", `stripe_event:${dead}`],
  ]);
});

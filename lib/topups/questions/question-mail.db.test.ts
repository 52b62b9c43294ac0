import "@/lib/mail/testing/inbox";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { walletWith } from "@/lib/ledger/testing/wallets";
import { mailsTo, mailTo } from "@/lib/mail/testing/inbox";
import { database } from "@/lib/platform/prisma";
import { mailQuestion } from "@/lib/topups/questions/question-mail";

async function event(kind: string, froze: boolean, state = "open"): Promise<string> {
  const workspaceId = await walletWith({ availableNano: 0n });
  const finding = {
    kind,
    status: "needs_response",
    amountCents: kind === "fraud_warning" ? null : 2_050,
    currency: "usd",
    topUpId: newId(),
  };
  const row = { id: `evt_${newId()}`, type: "x", objectId: "du_1", isLive: false, payload: {}, state, workspaceId, froze, finding };
  await database().stripeEvent.create({ data: row });
  return row.id;
}

async function newAdmin(role = "admin"): Promise<string> {
  const email = `${newId()}@example.test`;
  await database().user.create({ data: { id: newId(), email, role } });
  return email;
}

test("every admin gets a mail about what was taken back, whether calls are stopped, and where to settle it", async () => {
  const [first, second, other] = [await newAdmin(), await newAdmin(), await newAdmin("user")];
  await mailQuestion({ eventId: await event("dispute", true) });
  for (const email of [first, second]) {
    const { text } = await mailTo(email, /A payment of Test is under question/);
    expect(text).toMatch(/is disputed: \$20\.50, needs_response/);
    expect(text).toContain("/admin/payments");
    expect(text).toMatch(/calls of this workspace are refused/);
  }
  expect(mailsTo(other)).toEqual([]);
});

test("an inquiry and a warning without a sum are mailed as such, and a closed event is not mailed", async () => {
  const admin = await newAdmin();
  await mailQuestion({ eventId: await event("dispute", false) });
  expect((await mailTo(admin, /under question/)).text).toMatch(/calls of this workspace go on/);
  await mailQuestion({ eventId: await event("fraud_warning", true) });
  await expect.poll(() => mailsTo(admin).at(-1)?.text).toMatch(/reports a payment of Test as fraud/);
  await mailQuestion({ eventId: await event("refund", true, "done") });
  expect(mailsTo(admin)).toHaveLength(2);
});

test("a job of one admin mails that one alone", async () => {
  const [told, other] = [await newAdmin(), await newAdmin()];
  const { id } = await database().user.findUniqueOrThrow({ where: { email: told } });
  await mailQuestion({ eventId: await event("dispute", true), userId: id });
  await mailTo(told, /under question/);
  expect(mailsTo(other)).toEqual([]);
});

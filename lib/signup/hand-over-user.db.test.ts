import "@/lib/mail/testing/inbox";
import { afterAll, expect, test, vi } from "vitest";
import { auditOf, expectAuditRow } from "@/lib/audit/testing/audit-rows";
import { readSessionUser } from "@/lib/auth/session-user";
import { newId } from "@/lib/basics/ids";
import { authenticateSecret } from "@/lib/keys/authenticate-key";
import { createManagementKey } from "@/lib/keys/change-management-keys";
import { createKey } from "@/lib/keys/create-key";
import { authenticateManager } from "@/lib/keys/management-keys";
import { rotateKey } from "@/lib/keys/rotate-key";
import { grantLot } from "@/lib/ledger/grant-lot";
import { readWallet } from "@/lib/ledger/wallet";
import { mailTo, tokenIn } from "@/lib/mail/testing/inbox";
import { stopListening } from "@/lib/platform/listen-connection";
import { inTransaction, postgres } from "@/lib/platform/postgres";
import { requestPasswordReset, resetPassword } from "@/lib/signup/reset-password";
import { signIn } from "@/lib/signup/sign-in";
import { signInWithProvider } from "@/lib/signup/sign-in-with-provider";
import { signUp } from "@/lib/signup/sign-up";
import { newForm } from "@/lib/signup/testing/sign-up-form";
import { openVerification } from "@/lib/signup/verify-email";
import { PROMPTLY } from "@/lib/testing/promptly";

afterAll(() => stopListening());

/** Somebody signs up with an address that may not be theirs, and makes everything that can be made. */
async function squatter() {
  const form = newForm();
  const outcome = await signUp(form);
  const user = outcome.kind === "signed_in" ? await readSessionUser(outcome.session) : null;
  if (outcome.kind !== "signed_in" || !user) throw new Error("not signed up");
  const workspaceId = user.workspace.id;
  const actor = { userId: user.id, sessionVersion: user.sessionVersion };
  const made = await createKey(actor, workspaceId, { name: "Squatter's" });
  if (made.kind !== "created") throw new Error(made.kind);
  const rotated = await rotateKey(actor, workspaceId, made.key.id, 86_400);
  const managing = await createManagementKey(actor, workspaceId, { name: "Squatter's", submissionKey: newId() });
  const managementSecret = managing.kind === "created" ? managing.secret : "";
  const [kept, old] = [rotated.secret, made.secret];
  // The key is in memory, as in a front door with traffic.
  expect(await Promise.all([kept, old].map((secret) => authenticateSecret(secret)))).toMatchObject([{ workspaceId }, { workspaceId }]);
  return { form, user, session: outcome.session, workspaceId, actor, secrets: [kept, old], managementSecret };
}

type Squatter = Awaited<ReturnType<typeof squatter>>;

async function reset({ form }: Squatter): Promise<unknown> {
  await requestPasswordReset({ email: form.email, remoteAddress: "192.0.2.1" });
  const token = tokenIn(await mailTo(form.email, /new password/));
  expect(await resetPassword({ token, password: "the owner's own", remoteAddress: "192.0.2.1" })).toBe("done");
  const owner = await signIn({ ...form, password: "the owner's own", remoteAddress: "192.0.2.1" });
  return owner.kind === "signed_in" && readSessionUser(owner.session);
}

async function comeBy(provider: string, { form }: Squatter): Promise<unknown> {
  const profile = { provider, providerAccountId: newId(), verifiedEmail: form.email, remoteAddress: "192.0.2.1" };
  const session = await signInWithProvider(profile);
  expect(await signInWithProvider(profile)).toEqual(session);
  return typeof session === "object" && readSessionUser(session);
}

const WAYS: [string, (squatter: Squatter) => Promise<unknown>][] = [
  ["a password reset", reset],
  ["a sign-in by GitHub", (each) => comeBy("github", each)],
  ["a sign-in by Google", (each) => comeBy("google", each)],
];

test.each(WAYS)("%s on an address that nobody proved ends all that was made under it; the balance is the owner's", async (_, prove) => {
  const before = await squatter();
  await inTransaction((on) =>
    grantLot(on, {
      workspaceId: before.workspaceId,
      kind: "promo",
      entryKind: "grant",
      amountNano: 5_000_000_000n,
      contra: "promo_expense",
      reference: `test:${before.workspaceId}`,
    }),
  );
  const owner = await prove(before);
  expect(owner).toMatchObject({ id: before.user.id, isEmailVerified: true, workspace: { id: before.workspaceId, role: "owner" } });
  expect(await readSessionUser(before.session)).toBeNull();
  expect(await signIn(before.form)).toEqual({ kind: "refused" });
  // The key is removed from the front door's memory too, not only from the table.
  for (const secret of before.secrets) await vi.waitFor(async () => expect(await authenticateSecret(secret)).toBeNull(), PROMPTLY);
  expect(await authenticateManager(before.managementSecret)).toBeNull();
  const after = { keys: 1, managementKeys: 1 };
  await expectAuditRow({ action: "key.revoke_all", target: `workspace:${before.workspaceId}`, actorUserId: before.user.id, after });
  expect(await readWallet(before.workspaceId)).toMatchObject({ availableNano: 5_000_000_000n });
  expect(await auditOf(before.user.id)).toContain("account.claim from 192.0.2.1");
});

test.each(WAYS)("%s on a proven address leaves keys alone", async (_, prove) => {
  const owner = await squatter();
  const token = tokenIn(await mailTo(owner.form.email, /Verify/));
  expect(await openVerification({ token, openedBy: owner.user.id })).toEqual({ kind: "verified" });
  expect(await prove(owner)).toMatchObject({ id: owner.user.id });
  expect(await authenticateSecret(owner.secrets[0] ?? "")).toMatchObject({ workspaceId: owner.workspaceId });
});

test("opening the mailed link proves nothing for a squatter, not even by the scanner of the owner's mail", async () => {
  const before = await squatter();
  const token = tokenIn(await mailTo(before.form.email, /Verify/));
  await openVerification({ token, openedBy: null });
  await reset(before);
  expect(await openVerification({ token, openedBy: null })).toEqual({ kind: "verified" });
  for (const secret of before.secrets) await vi.waitFor(async () => expect(await authenticateSecret(secret)).toBeNull(), PROMPTLY);
});

test("a key that the squatter is making at that moment is revoked too, or is not made", async () => {
  const before = await squatter();
  await requestPasswordReset(before.form);
  const token = tokenIn(await mailTo(before.form.email, /new password/));
  let isOver = false;
  const making = (async () => {
    const secrets: string[] = [];
    while (!isOver) {
      const made = await createKey(before.actor, before.workspaceId, { name: "Another" }).catch((error) => error.code as string);
      if (typeof made === "object" && made.kind === "created") secrets.push(made.secret);
      else expect(made).toBe("unauthenticated");
    }
    return secrets;
  })();
  await vi.waitFor(async () => expect((await liveKeys(before.workspaceId)).length).toBeGreaterThan(2), PROMPTLY);
  await resetPassword({ token, password: "the owner's own", remoteAddress: "192.0.2.1" });
  isOver = true;
  expect((await making).length).toBeGreaterThan(1);
  expect(await liveKeys(before.workspaceId)).toEqual([]);
  const late = createManagementKey(before.actor, before.workspaceId, { name: "Late", submissionKey: newId() });
  await expect(late).rejects.toMatchObject({ code: "unauthenticated" });
});

test("others' memberships in the squatter's workspace end, and so do the squatter's elsewhere with the keys made there", async () => {
  const [before, accomplice, host] = [await squatter(), await squatter(), await squatter()];
  await join(before.workspaceId, accomplice.user.id, "admin");
  await join(host.workspaceId, before.user.id, "member");
  const made = await createKey(before.actor, host.workspaceId, { name: "As a guest" });
  await reset(before);
  expect(await membersOf(before.workspaceId)).toEqual([before.user.id]);
  expect(await membersOf(host.workspaceId)).toEqual([host.user.id]);
  expect(await membersOf(accomplice.workspaceId)).toEqual([accomplice.user.id]);
  const guestKey = made.kind === "created" ? made.key.id : "";
  expect((await liveKeys(host.workspaceId)).map((key) => key.id)).not.toContain(guestKey);
  expect(await liveKeys(host.workspaceId)).toHaveLength(1);
});

const liveKeys = async (workspaceId: string): Promise<{ id: string }[]> =>
  (await postgres().query("SELECT id FROM api_key WHERE workspace_id = $1 AND revoked_at IS NULL", [workspaceId])).rows;
const join = (workspaceId: string, userId: string, role: string) =>
  postgres().query("INSERT INTO membership (workspace_id, user_id, role) VALUES ($1, $2, $3)", [workspaceId, userId, role]);
const membersOf = async (workspaceId: string) =>
  (await postgres().query("SELECT user_id FROM membership WHERE workspace_id = $1", [workspaceId])).rows.map((row) => row.user_id);

import "@/lib/mail/testing/inbox";
import { expect, test } from "vitest";
import { expectAuditRow } from "@/lib/audit/testing/audit-rows";
import { readSessionUser } from "@/lib/auth/session-user";
import { createKey } from "@/lib/keys/create-key";
import { listKeys } from "@/lib/keys/list-keys";
import { mailsTo, mailTo, tokenIn } from "@/lib/mail/testing/inbox";
import { postgres } from "@/lib/platform/postgres";
import { isResetLinkLive, requestPasswordReset, resetPassword } from "@/lib/signup/reset-password";
import { signIn } from "@/lib/signup/sign-in";
import { signUp } from "@/lib/signup/sign-up";
import { newForm } from "@/lib/signup/testing/sign-up-form";
import { openVerification } from "@/lib/signup/verify-email";

async function personWithKey({ isVerified = true } = {}) {
  const form = newForm();
  const outcome = await signUp(form);
  const user = outcome.kind === "signed_in" ? await readSessionUser(outcome.session) : null;
  if (outcome.kind !== "signed_in" || !user) throw new Error("not signed up");
  if (isVerified) await openVerification({ token: tokenIn(await mailTo(form.email, /Verify/)), openedBy: user.id });
  await createKey({ userId: user.id }, user.workspace.id, { name: "Kept?" });
  await requestPasswordReset(form);
  const token = tokenIn(await mailTo(form.email, /new password/));
  return { form, session: outcome.session, workspaceId: user.workspace.id, token };
}

test("a reset sets the password, ends every session and leaves the keys of a verified person alone", async () => {
  const { form, session, token, workspaceId } = await personWithKey();
  expect(await resetPassword({ token, password: "quite another one", remoteAddress: "192.0.2.9" })).toBe("done");
  expect(await readSessionUser(session)).toBeNull();
  expect(await signIn(form)).toEqual({ kind: "refused" });
  expect(await signIn({ ...form, password: "quite another one" })).toMatchObject({ kind: "signed_in" });
  expect(await listKeys(workspaceId)).toMatchObject([{ revokedAt: null }]);
  const target = `user:${session.userId}`;
  await expectAuditRow({ action: "password.reset", target, actorUserId: session.userId, ip: "192.0.2.9" });
});

test("a reset link used five times at once works once", async () => {
  const { form, token } = await personWithKey();
  const outcomes = await Promise.all(
    ["one", "two", "three", "four", "five"].map((word) =>
      resetPassword({ token, password: `password ${word}`, remoteAddress: "192.0.2.9" }),
    ),
  );
  expect(outcomes.sort()).toEqual(["done", "invalid", "invalid", "invalid", "invalid"]);
  expect(await resetPassword({ token, password: "password six", remoteAddress: "192.0.2.9" })).toBe("invalid");
  const { rows } = await postgres().query(`SELECT session_version FROM "user" WHERE email = $1`, [form.email]);
  expect(rows).toEqual([{ session_version: 2 }]);
});

test("a reset link that is older than half an hour or invented changes nothing", async () => {
  const { form, token } = await personWithKey();
  const later = new Date(Date.now() + 31 * 60_000);
  expect(await resetPassword({ token, password: "quite another one", remoteAddress: "192.0.2.9" }, { now: () => later })).toBe("invalid");
  expect(await resetPassword({ token: "x".repeat(43), password: "quite another one", remoteAddress: "192.0.2.9" })).toBe("invalid");
  expect(await signIn(form)).toMatchObject({ kind: "signed_in" });
});

test("of two links the one that is used ends the other", async () => {
  const { form, token } = await personWithKey();
  await requestPasswordReset(form);
  await expect.poll(() => mailsTo(form.email).filter((mail) => /new password/.test(mail.subject ?? ""))).toHaveLength(2);
  const second = tokenIn(await mailTo(form.email, /new password/));
  expect(second).not.toBe(token);
  expect(await resetPassword({ token, password: "quite another one", remoteAddress: "192.0.2.9" })).toBe("done");
  expect(await resetPassword({ token: second, password: "a third one", remoteAddress: "192.0.2.9" })).toBe("invalid");
});

test("a verification link is no reset link, and the table holds neither", async () => {
  const { form } = await personWithKey({ isVerified: false });
  const verification = tokenIn(await mailTo(form.email, /Verify/));
  expect(await resetPassword({ token: verification, password: "quite another one", remoteAddress: "192.0.2.9" })).toBe("invalid");
  const { rows } = await postgres().query("SELECT token_hash::text AS hash FROM mail_token");
  expect(JSON.stringify(rows)).not.toContain(Buffer.from(verification).toString("hex"));
});

test("a person who first proves an address by a reset shares nothing with the one who had typed it in", async () => {
  const { session, token, workspaceId, form } = await personWithKey({ isVerified: false });
  expect(await resetPassword({ token, password: "the real owner's", remoteAddress: "192.0.2.9" })).toBe("done");
  expect(await readSessionUser(session)).toBeNull();
  expect(await listKeys(workspaceId)).toMatchObject([{ revokedAt: expect.any(Date) }]);
  const owner = await signIn({ ...form, password: "the real owner's" });
  expect(owner.kind === "signed_in" && (await readSessionUser(owner.session))).toMatchObject({ isEmailVerified: true });
});

test("asking for an unknown address gets the same answer and no mail", async () => {
  const stranger = newForm();
  expect(await requestPasswordReset(stranger)).toEqual({ kind: "check_mail" });
  expect(mailsTo(stranger.email)).toEqual([]);
});

test("asking again and again ends in a wait, for a known and an unknown address", async () => {
  const { form } = await personWithKey();
  const known = newOutcomes(form);
  const unknown = newOutcomes(newForm());
  // The person with the key has already used attempts, so only the last outcomes are compared.
  expect((await known).at(-1)).toEqual((await unknown).at(-1));
});

async function newOutcomes(form: { email: string; remoteAddress: string }) {
  const outcomes = [];
  for (let index = 0; index < 12; index++) outcomes.push((await requestPasswordReset(form)).kind);
  return outcomes;
}

test("a reset link is alive until it is used, replaced or half an hour old", async () => {
  const { form, token } = await personWithKey();
  expect(await isResetLinkLive(token)).toBe(true);
  expect(await isResetLinkLive(token, { now: () => new Date(Date.now() + 31 * 60_000) })).toBe(false);
  for (const other of ["", `${token}x`, "\0", "m".repeat(1_000_000)]) expect(await isResetLinkLive(other)).toBe(false);
  await resetPassword({ token, password: "quite another one", remoteAddress: form.remoteAddress });
  expect(await isResetLinkLive(token)).toBe(false);
});

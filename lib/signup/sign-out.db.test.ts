import { expect, test } from "vitest";
import { auditOf } from "@/lib/audit/testing/audit-rows";
import { dropEndedSessions } from "@/lib/auth/ended-session";
import { decodeSession, encodeSession, type SessionClaims } from "@/lib/auth/session-token";
import { readSessionUser } from "@/lib/auth/session-user";
import { postgres } from "@/lib/platform/postgres";
import { changePassword, signOutEverywhere } from "@/lib/signup/person-settings";
import { signIn } from "@/lib/signup/sign-in";
import { signOut } from "@/lib/signup/sign-out";
import { signUp } from "@/lib/signup/sign-up";
import { newForm } from "@/lib/signup/testing/sign-up-form";

async function signedUp() {
  const form = newForm();
  const outcome = await signUp(form);
  if (outcome.kind !== "signed_in") throw new Error(outcome.kind);
  return { form, session: outcome.session };
}

/** The session in a browser's cookie. */
async function cookieOf(session: SessionClaims): Promise<SessionClaims> {
  const claims = await decodeSession(await encodeSession(session));
  if (!claims) throw new Error("no session");
  return claims;
}

test("signing out ends that one session, for every copy of its cookie, and no other one", async () => {
  const { form, session } = await signedUp();
  const [laptop, phone] = [await cookieOf(session), await cookieOf(session)];
  const copy = await cookieOf(laptop);
  expect(copy).toEqual(laptop);
  await Promise.all([signOut(laptop, form.remoteAddress), signOut(laptop, form.remoteAddress)]);
  expect([await readSessionUser(laptop), await readSessionUser(copy)]).toEqual([null, null]);
  expect(await readSessionUser(phone)).toMatchObject({ email: form.email });
  expect((await auditOf(session.userId)).filter((line) => line.startsWith("session.end "))).toHaveLength(1);
});

test("a cookie without the name of its session signs nobody in", async () => {
  const { session } = await signedUp();
  const token = await encodeSession({ ...session, sessionId: undefined });
  expect(await decodeSession(token)).toMatchObject({ sessionId: expect.any(String) });
});

test("what was ended is kept for longer than any cookie of it, then dropped", async () => {
  const { form, session } = await signedUp();
  const [old, young] = [await cookieOf(session), await cookieOf(session)];
  await signOut(old, form.remoteAddress);
  await signOut(young, form.remoteAddress);
  await postgres().query("UPDATE ended_session SET ended_at = now() - interval '31 days 1 hour' WHERE id = $1", [old.sessionId]);
  expect(await dropEndedSessions()).toBe(1);
  expect(await readSessionUser(young)).toBeNull();
});

test("the audit shows who signed in, was refused, changed the password and signed out, and from where", async () => {
  const { form, session } = await signedUp();
  const { userId } = session;
  await signIn({ ...form, remoteAddress: "192.0.2.1" });
  await signIn({ ...form, password: "not this one", remoteAddress: "192.0.2.2" });
  const change = { userId, currentPassword: form.password, newPassword: "quite another one", remoteAddress: "192.0.2.3" };
  await changePassword({ ...change, currentPassword: "not this one" });
  await changePassword(change);
  await signOut(await cookieOf(session), "192.0.2.4");
  await signOutEverywhere({ userId, ip: "192.0.2.5" });
  expect(await auditOf(userId)).toEqual([
    `session.start from ${form.remoteAddress}`,
    "session.start from 192.0.2.1",
    "session.refuse from 192.0.2.2",
    "session.refuse from 192.0.2.3",
    "password.change from 192.0.2.3",
    "session.end from 192.0.2.4",
    "session.end_all from 192.0.2.5",
  ]);
});

test("a guess about an unknown address leaves a line without the address", async () => {
  const form = newForm();
  await signIn(form);
  const { rows } = await postgres().query("SELECT target, before, after FROM audit_entry WHERE ip = $1", [form.remoteAddress]);
  expect(rows).toEqual([{ target: "user:unknown", before: null, after: null }]);
});

import "@/lib/mail/testing/inbox";
import { expect, test } from "vitest";
import { readSessionUser } from "@/lib/auth/session-user";
import { mailTo, tokenIn } from "@/lib/mail/testing/inbox";
import { postgres } from "@/lib/platform/postgres";
import { signUp } from "@/lib/signup/sign-up";
import { newForm } from "@/lib/signup/testing/sign-up-form";
import { openVerification, sendVerificationAgain, verifyWithPassword } from "@/lib/signup/verify-email";

async function signedUp() {
  const form = newForm();
  const outcome = await signUp(form);
  if (outcome.kind !== "signed_in") throw new Error(outcome.kind);
  const token = tokenIn(await mailTo(form.email, /Verify/));
  return { form, token, session: outcome.session, userId: outcome.session.userId };
}

const isVerified = async (userId: string) =>
  (await postgres().query(`SELECT email_verified_at IS NOT NULL AS is_verified FROM "user" WHERE id = $1`, [userId])).rows[0].is_verified;
const later = { now: () => new Date(Date.now() + 3 * 24 * 3_600_000 + 60_000) };

test("the link verifies for a browser that is signed in as the person, and again is as good as once", async () => {
  const { form, token, userId } = await signedUp();
  const link = { token, openedBy: userId };
  expect(await Promise.all([openVerification(link), openVerification(link)])).toEqual([{ kind: "verified" }, { kind: "verified" }]);
  expect(await openVerification(link)).toEqual({ kind: "verified" });
  expect(await isVerified(userId)).toBe(true);
  expect(await sendVerificationAgain(userId, form.remoteAddress)).toBe("already_verified");
});

test("opened by anybody else, however often, it verifies nothing and says whose password is needed", async () => {
  const { form, token, userId } = await signedUp();
  const stranger = await signedUp();
  for (const openedBy of [null, stranger.userId, null]) {
    expect(await openVerification({ token, openedBy })).toEqual({ kind: "password_needed", email: form.email });
  }
  expect([await isVerified(userId), await isVerified(stranger.userId)]).toEqual([false, false]);
});

test("with the person's password anybody who holds the link verifies, once, and is signed in", async () => {
  const { form, token, userId } = await signedUp();
  const outcomes = await Promise.all(Array.from({ length: 3 }, () => verifyWithPassword({ ...form, token })));
  expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(["expired", "expired", "signed_in"]);
  const signedIn = outcomes.find((outcome) => outcome.kind === "signed_in");
  expect(signedIn?.kind === "signed_in" && (await readSessionUser(signedIn.session))).toMatchObject({ id: userId, isEmailVerified: true });
});

test("a wrong password verifies nothing, leaves the link alone, and is slowed down like every guess", async () => {
  const { form, token, userId } = await signedUp();
  const guesses = [];
  for (let guess = 0; guess < 8; guess++) guesses.push((await verifyWithPassword({ ...form, token, password: "a guess" })).kind);
  expect(guesses).toEqual([...Array(6).fill("refused"), "wait", "wait"]);
  expect(await isVerified(userId)).toBe(false);
  const elsewhere = { ...form, token, remoteAddress: newForm().remoteAddress };
  expect(await verifyWithPassword(elsewhere)).toMatchObject({ kind: "signed_in" });
});

test("the password of another person verifies nothing", async () => {
  const { form, token, userId } = await signedUp();
  const stranger = await signedUp();
  expect(await verifyWithPassword({ ...stranger.form, token })).toEqual({ kind: "refused" });
  expect(await verifyWithPassword({ ...form, token: `${token.slice(1)}x` })).toEqual({ kind: "expired" });
  expect([await isVerified(userId), await isVerified(stranger.userId)]).toEqual([false, false]);
});

test("a link that is invented, older than three days, or a reset's verifies nothing, for nobody", async () => {
  const { form, token, userId } = await signedUp();
  for (const openedBy of [userId, null]) {
    expect(await openVerification({ token, openedBy }, later)).toEqual({ kind: "invalid" });
    expect(await openVerification({ token: `${token.slice(1)}x`, openedBy })).toEqual({ kind: "invalid" });
    expect(await openVerification({ token: "", openedBy })).toEqual({ kind: "invalid" });
  }
  expect(await verifyWithPassword({ ...form, token }, later)).toEqual({ kind: "expired" });
  expect(await isVerified(userId)).toBe(false);
});

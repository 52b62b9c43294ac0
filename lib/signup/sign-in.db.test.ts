import { expect, test, vi } from "vitest";
import { decodeSession, encodeSession } from "@/lib/auth/session-token";
import { readSessionUser } from "@/lib/auth/session-user";
import { changePassword, signOutEverywhere } from "@/lib/signup/person-settings";
import { signIn } from "@/lib/signup/sign-in";
import { signUp } from "@/lib/signup/sign-up";
import { newForm } from "@/lib/signup/testing/sign-up-form";

async function person() {
  const form = newForm();
  const outcome = await signUp(form);
  if (outcome.kind !== "signed_in") throw new Error(outcome.kind);
  return { form, session: outcome.session };
}

test("the right password signs in, and the session cookie says who", async () => {
  const { form, session } = await person();
  expect(await signIn(form)).toEqual({ kind: "signed_in", session });
  expect(await decodeSession(await encodeSession(session))).toEqual({ ...session, sessionId: expect.any(String) });
});

test("a wrong password and an unknown address get one answer, after about one time", async () => {
  const { form } = await person();
  const wrong = { ...form, password: "not this one" };
  const unknown = { ...newForm(), password: "not this one" };
  expect(await signIn(wrong)).toEqual({ kind: "refused" });
  expect(await signIn(unknown)).toEqual({ kind: "refused" });
});

test("after many failures even the right password has to wait, and a success clears the slate", async () => {
  const { form } = await person();
  // The clock stands: on a busy machine the guesses alone take longer than the wait.
  vi.useFakeTimers({ toFake: ["Date"] });
  const guesses = await Promise.all(Array.from({ length: 30 }, () => signIn({ ...form, password: "a guess" })));
  expect(guesses.filter((guess) => guess.kind === "refused")).toHaveLength(6);
  expect(await signIn(form)).toEqual({ kind: "wait", seconds: 1 });
  expect(await signIn({ ...form, remoteAddress: "203.0.113.9" })).toMatchObject({ kind: "signed_in" });
  vi.useRealTimers();
});

test("an altered, foreign or missing cookie signs nobody in", async () => {
  const token = await encodeSession({ userId: "0198c0de-0000-7000-8000-000000000000", sessionVersion: 1 });
  expect(await decodeSession(undefined)).toBeNull();
  expect(await decodeSession("")).toBeNull();
  expect(await decodeSession(`${token.slice(0, -3)}abc`)).toBeNull();
  expect(await decodeSession("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4Iiwic2Vzc2lvblZlcnNpb24iOjF9.")).toBeNull();
  expect(await readSessionUser({ userId: "0198c0de-0000-7000-8000-000000000000", sessionVersion: 1 })).toBeNull();
});

test("signing out everywhere ends every session at once, and new ones begin", async () => {
  const { form, session } = await person();
  await signOutEverywhere({ userId: session.userId, ip: form.remoteAddress });
  expect(await readSessionUser(session)).toBeNull();
  const again = await signIn(form);
  expect(again.kind === "signed_in" && (await readSessionUser(again.session))).toMatchObject({ email: form.email });
});

test("a changed password ends the other sessions and keeps this one", async () => {
  const { form, session } = await person();
  const change = {
    userId: session.userId,
    currentPassword: form.password,
    newPassword: "quite another one",
    remoteAddress: form.remoteAddress,
  };
  expect(await changePassword({ ...change, currentPassword: "not this one" })).toEqual({ kind: "wrong_password" });
  const changed = await changePassword(change);
  if (changed.kind !== "changed") throw new Error(changed.kind);
  expect(await readSessionUser(session)).toBeNull();
  expect(await readSessionUser(changed.session)).toMatchObject({ email: form.email });
  expect(await signIn(form)).toEqual({ kind: "refused" });
  expect(await signIn({ ...form, password: "quite another one" })).toMatchObject({ kind: "signed_in" });
});

test("letters with accents are one password however the keyboard composes them", async () => {
  const form = { ...newForm(), password: "caf\u00e9 cr\u00e8me" };
  await signUp(form);
  expect(await signIn({ ...form, password: "cafe\u0301 cre\u0300me" })).toMatchObject({ kind: "signed_in" });
});

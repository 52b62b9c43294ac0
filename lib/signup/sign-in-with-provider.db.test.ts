import { expect, test } from "vitest";
import type { SessionClaims } from "@/lib/auth/session-token";
import { readSessionUser } from "@/lib/auth/session-user";
import { newId } from "@/lib/basics/ids";
import { createKey } from "@/lib/keys/create-key";
import { listKeys } from "@/lib/keys/list-keys";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { signIn } from "@/lib/signup/sign-in";
import { type ProviderProfile, signInWithProvider } from "@/lib/signup/sign-in-with-provider";
import { signUp } from "@/lib/signup/sign-up";
import { newForm } from "@/lib/signup/testing/sign-up-form";

const github = (verifiedEmail: string | null) => {
  const { remoteAddress } = newForm();
  return { provider: "github", providerAccountId: newId(), verifiedEmail, remoteAddress };
};

async function signedInWith(profile: ProviderProfile): Promise<SessionClaims> {
  const outcome = await signInWithProvider(profile);
  if (typeof outcome === "string") throw new Error(outcome);
  return outcome;
}

test("a new face with a verified address becomes a person with a wallet, verified and without a password", async () => {
  const { email } = newForm();
  const user = await readSessionUser(await signedInWith(github(email.toUpperCase())));
  expect(user).toMatchObject({ email, isEmailVerified: true, hasPassword: false });
  expect(await readWallet(user?.workspace.id ?? "")).toMatchObject({ availableNano: 0n });
});

test("the same face again, and in two windows at once, is the same person", async () => {
  const profile = github(newForm().email);
  const sessions = await Promise.all([signedInWith(profile), signedInWith(profile), signedInWith(profile)]);
  sessions.push(await signedInWith({ ...profile, verifiedEmail: "changed@example.test" }));
  expect(new Set(sessions.map((session) => session.userId)).size).toBe(1);
});

test("without a verified address nobody is signed in and nothing is made", async () => {
  const profile = github(null);
  expect(await signInWithProvider(profile)).toBe("unverified_email");
  const { rowCount } = await postgres().query("SELECT 1 FROM user_identity WHERE provider_account_id = $1", [profile.providerAccountId]);
  expect(rowCount).toBe(0);
});

test("a verified address finds its verified owner, who keeps password, sessions and keys", async () => {
  const { form, session, workspaceId } = await person();
  await postgres().query(`UPDATE "user" SET email_verified_at = now() WHERE email = $1`, [form.email]);
  expect(await signInWithProvider(github(form.email))).toEqual(session);
  expect(await signIn(form)).toMatchObject({ kind: "signed_in" });
  expect(await listKeys(workspaceId)).toMatchObject([{ revokedAt: null }]);
});

test("a person that a stranger made with the address is taken from the stranger", async () => {
  const { form, session, workspaceId } = await person();
  const owner = await signInWithProvider(github(form.email));
  expect(owner).toEqual({ userId: session.userId, sessionVersion: session.sessionVersion + 1 });
  expect(await readSessionUser(session)).toBeNull();
  expect(await signIn(form)).toEqual({ kind: "refused" });
  expect(await listKeys(workspaceId)).toMatchObject([{ revokedAt: expect.any(Date) }]);
});

async function person() {
  const form = newForm();
  const outcome = await signUp(form);
  const user = outcome.kind === "signed_in" ? await readSessionUser(outcome.session) : null;
  if (outcome.kind !== "signed_in" || !user) throw new Error("not signed up");
  await createKey({ userId: user.id }, user.workspace.id, { name: "Test" });
  return { form, session: outcome.session, workspaceId: user.workspace.id };
}

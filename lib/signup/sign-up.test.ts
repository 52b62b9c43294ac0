import "@/lib/testing/inbox";
import { afterEach, expect, test } from "vitest";
import { readSessionUser } from "@/lib/auth/session-user";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/postgres";
import { signUp } from "@/lib/signup/sign-up";
import { sendVerificationAgain, verifyEmail } from "@/lib/signup/verify-email";
import { mailsTo, mailTo, refuseMails, tokenIn } from "@/lib/testing/inbox";
import { newForm } from "@/lib/testing/sign-up-form";

afterEach(() => refuseMails(false));

async function signedUp(form = newForm()) {
  const outcome = await signUp(form);
  if (outcome.kind !== "signed_in") throw new Error(outcome.kind);
  const user = await readSessionUser(outcome.session);
  if (!user) throw new Error("no session");
  return { form, user, session: outcome.session };
}

const countPeople = async (email: string) => (await postgres().query(`SELECT id FROM "user" WHERE email = $1`, [email])).rowCount;

test("signing up makes a person, a workspace that they own and an empty wallet, and signs them in", async () => {
  const { form, user } = await signedUp();
  expect(user).toMatchObject({ email: form.email, role: "user", isEmailVerified: false, hasPassword: true, workspace: { role: "owner" } });
  expect(await readWallet(user.workspace.id)).toMatchObject({ availableNano: 0n, heldNano: 0n, isFrozen: false });
  const { rows } = await postgres().query(`SELECT password_hash FROM "user" WHERE id = $1`, [user.id]);
  expect(rows[0].password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test("two sign-ups with one address at once: one account, and the same person in both windows", async () => {
  const form = newForm();
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => signUp(form)));
  const ids = outcomes.map((outcome) => (outcome.kind === "signed_in" ? outcome.session.userId : outcome.kind));
  expect(new Set(ids).size).toBe(1);
  expect(await countPeople(form.email)).toBe(1);
  const workspaces = await postgres().query("SELECT workspace_id FROM membership WHERE user_id = $1", [ids[0]]);
  expect(workspaces.rowCount).toBe(1);
});

test("two strangers racing for one address: one gets it, the other is told to check the mail", async () => {
  const form = newForm();
  const outcomes = await Promise.all([signUp(form), signUp({ ...form, password: "another long password" })]);
  expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(["check_mail", "signed_in"]);
  expect(await countPeople(form.email)).toBe(1);
});

test("with a taken address nothing is made or told, and the owner gets a mail", async () => {
  const { form } = await signedUp();
  expect(await signUp({ ...form, password: "another long password" })).toEqual({ kind: "check_mail" });
  await mailTo(form.email, /have an account/);
  expect(await countPeople(form.email)).toBe(1);
});

test("when the wallet cannot be made, neither is the account", async () => {
  const form = newForm();
  await postgres().query("ALTER TABLE wallet RENAME TO wallet_away");
  await expect(signUp(form)).rejects.toThrow();
  await postgres().query("ALTER TABLE wallet_away RENAME TO wallet");
  expect(await countPeople(form.email)).toBe(0);
  await signedUp(form);
});

test("a mail server that refuses costs nobody the account; the link can be sent again", async () => {
  refuseMails(true);
  const { form, user } = await signedUp();
  await expect(sendVerificationAgain(user.id, form.remoteAddress)).rejects.toMatchObject({ code: "upstream_unavailable" });
  refuseMails(false);
  expect(await sendVerificationAgain(user.id, form.remoteAddress)).toBe("sent");
  expect(await verifyEmail(tokenIn(await mailTo(form.email, /Verify/)))).toBe("verified");
});

test("the mailed link verifies the address, and again is as good as once", async () => {
  const { form, session, user } = await signedUp();
  const token = tokenIn(await mailTo(form.email, /Verify/));
  expect(await Promise.all([verifyEmail(token), verifyEmail(token)])).toEqual(["verified", "verified"]);
  expect(await verifyEmail(token)).toBe("verified");
  expect(await readSessionUser(session)).toMatchObject({ isEmailVerified: true });
  expect(await sendVerificationAgain(user.id, form.remoteAddress)).toBe("already_verified");
});

test("a link that is invented or older than three days verifies nothing", async () => {
  const { form, session } = await signedUp();
  const token = tokenIn(await mailTo(form.email, /Verify/));
  const later = new Date(Date.now() + 3 * 24 * 3_600_000 + 60_000);
  expect(await verifyEmail(token, { now: () => later })).toBe("invalid");
  expect(await verifyEmail(`${token.slice(1)}x`)).toBe("invalid");
  expect(await readSessionUser(session)).toMatchObject({ isEmailVerified: false });
});

test("asking for the link again and again ends in a wait, not in a full mailbox", async () => {
  const { form, user } = await signedUp();
  const outcomes = [];
  for (let index = 0; index < 8; index++) outcomes.push(await sendVerificationAgain(user.id, form.remoteAddress));
  expect(outcomes.at(-1)).toMatchObject({ waitSeconds: expect.any(Number) });
  expect(mailsTo(form.email).length).toBeLessThan(7);
});

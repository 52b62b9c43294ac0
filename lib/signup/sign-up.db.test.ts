import "@/lib/mail/testing/inbox";
import { afterEach, expect, test } from "vitest";
import { readSessionUser } from "@/lib/auth/session-user";
import { readWallet } from "@/lib/ledger/wallet";
import { mailsTo, mailTo, refuseMails, tokenIn } from "@/lib/mail/testing/inbox";
import { postgres } from "@/lib/platform/postgres";
import { signInWithProvider } from "@/lib/signup/sign-in-with-provider";
import { signUp } from "@/lib/signup/sign-up";
import { newForm } from "@/lib/signup/testing/sign-up-form";
import { openVerification, sendVerificationAgain } from "@/lib/signup/verify-email";
import { asOwner } from "@/lib/testing/owner";

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

test("two sign-ups with one address at once: one person, and the same one in both windows", async () => {
  const form = newForm();
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => signUp(form)));
  const ids = outcomes.map((outcome) => (outcome.kind === "signed_in" ? outcome.session.userId : outcome.kind));
  expect(new Set(ids).size).toBe(1);
  expect(await countPeople(form.email)).toBe(1);
  const workspaces = await postgres().query("SELECT workspace_id FROM membership WHERE user_id = $1", [ids[0]]);
  expect(workspaces.rowCount).toBe(1);
});

test("two strangers racing for one address: one gets it, the other has to check the mail", async () => {
  const form = newForm();
  const outcomes = await Promise.all([signUp(form), signUp({ ...form, password: "another long password" })]);
  expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(["check_mail", "signed_in"]);
  expect(await countPeople(form.email)).toBe(1);
});

test("with a taken address nothing is made or revealed, and the owner gets a mail", async () => {
  const { form } = await signedUp();
  expect(await signUp({ ...form, password: "another long password" })).toEqual({ kind: "check_mail" });
  await mailTo(form.email, /have an account/);
  expect(await countPeople(form.email)).toBe(1);
});

test("when the wallet cannot be made, neither is the person", async () => {
  const form = newForm();
  await asOwner("ALTER TABLE wallet RENAME TO wallet_away");
  await expect(signUp(form)).rejects.toThrow();
  await asOwner("ALTER TABLE wallet_away RENAME TO wallet");
  expect(await countPeople(form.email)).toBe(0);
  await signedUp(form);
});

test("a mail server that refuses undoes no sign-up; the link can be sent again", async () => {
  refuseMails(true);
  const { form, user } = await signedUp();
  await expect(sendVerificationAgain(user.id, form.remoteAddress)).rejects.toMatchObject({ code: "upstream_unavailable" });
  refuseMails(false);
  expect(await sendVerificationAgain(user.id, form.remoteAddress)).toBe("sent");
  const token = tokenIn(await mailTo(form.email, /Verify/));
  expect(await openVerification({ token, openedBy: user.id })).toEqual({ kind: "verified" });
});

test("asking for the link again and again ends in a wait, not in a full mailbox", async () => {
  const { form, user } = await signedUp();
  const outcomes = [];
  for (let index = 0; index < 8; index++) outcomes.push(await sendVerificationAgain(user.id, form.remoteAddress));
  expect(outcomes.at(-1)).toMatchObject({ waitSeconds: expect.any(Number) });
  expect(mailsTo(form.email).length).toBeLessThan(7);
});

test("ten people an hour sign up from one address, and none of the eleventh; a taken address is not counted", async () => {
  const { remoteAddress } = newForm();
  const forms = Array.from({ length: 12 }, () => ({ ...newForm(), remoteAddress }));
  const kinds = [];
  for (const form of forms.slice(0, 10)) kinds.push((await signUp(form)).kind);
  expect(kinds).toEqual(Array(10).fill("signed_in"));
  const [eleventh, twelfth] = forms.slice(10) as [ReturnType<typeof newForm>, ReturnType<typeof newForm>];
  expect(await signUp(eleventh)).toEqual({ kind: "wait", seconds: expect.any(Number) });
  expect(await countPeople(eleventh.email)).toBe(0);
  const profile = { provider: "github", providerAccountId: eleventh.email, verifiedEmail: eleventh.email, remoteAddress };
  expect(await signInWithProvider(profile)).toBe("too_many_sign_ups");
  expect((await signUp(forms[0] as typeof eleventh)).kind).toBe("signed_in");
  expect((await signUp({ ...twelfth, remoteAddress: newForm().remoteAddress })).kind).toBe("signed_in");
});

test("ten at once from one address are no way around it, and those that lose a race give their place back", async () => {
  const { remoteAddress } = newForm();
  const outcomes = await Promise.all(Array.from({ length: 15 }, () => signUp({ ...newForm(), remoteAddress })));
  expect(outcomes.filter((outcome) => outcome.kind === "signed_in")).toHaveLength(10);
  const racers = newForm();
  await Promise.all(Array.from({ length: 6 }, () => signUp(racers)));
  const more = await Promise.all(Array.from({ length: 9 }, () => signUp({ ...newForm(), remoteAddress: racers.remoteAddress })));
  expect(more.every((outcome) => outcome.kind === "signed_in")).toBe(true);
});

test("the first mail to an address counts like those that are asked for, so that nobody's mailbox is filled by new sign-ups", async () => {
  const { form, user } = await signedUp();
  await mailTo(form.email, /Verify/);
  const outcomes = [];
  for (let index = 0; index < 4; index++) outcomes.push(await sendVerificationAgain(user.id, newForm().remoteAddress));
  expect(outcomes).toEqual(["sent", "sent", "sent", { waitSeconds: expect.any(Number) }]);
});

import "@/lib/mail/testing/inbox";
import { beforeAll, expect, test, vi } from "vitest";
import { makeMailToken, spendMailToken } from "@/lib/auth/mail-token";
import { newId } from "@/lib/basics/ids";
import { inTransaction, postgres, workInBackground } from "@/lib/platform/postgres";
import { handOverUser } from "@/lib/signup/hand-over-user";
import { resetPassword } from "@/lib/signup/reset-password";
import { signInWithProvider } from "@/lib/signup/sign-in-with-provider";
import { signUp } from "@/lib/signup/sign-up";
import { newForm } from "@/lib/signup/testing/sign-up-form";
import { openVerification } from "@/lib/signup/verify-email";
import { asOwner, ownerConnection } from "@/lib/testing/owner";

/** A crossing of locks is a deadlock, which Postgres ends after a second by failing one of the two. Each of these must end without. */

// On a busy machine the second request may take longer to its lock than a statement of the first may wait.
beforeAll(() => workInBackground());

async function signedUp() {
  const form = newForm();
  const outcome = await signUp(form);
  if (outcome.kind !== "signed_in") throw new Error(outcome.kind);
  const { userId } = outcome.session;
  const workspaceId = (await postgres().query("SELECT workspace_id AS id FROM membership WHERE user_id = $1", [userId])).rows[0]
    .id as string;
  const mailed = (purpose: "verify" | "reset") => makeMailToken({ userId, purpose, now: new Date() });
  return { form, userId, workspaceId, mailed };
}

/** Locks rows, starts the requests so that each waits in its turn, and then lets all of them go at once. */
async function startedBehind<Result>(lock: { text: string; values: unknown[] }, requests: (() => Promise<Result>)[]): Promise<Result[]> {
  const before = await ownerConnection();
  try {
    await before.query("BEGIN");
    await before.query(lock.text, lock.values);
    const running: Promise<Result>[] = [];
    for (const request of requests) {
      const waited = await waiting();
      running.push(request());
      // At least one more: a request may wait in two places at once.
      await vi.waitFor(async () => expect(await waiting()).toBeGreaterThan(waited), { timeout: 60_000, interval: 10 });
    }
    await before.query("COMMIT");
    return await Promise.all(running);
  } finally {
    await before.end();
  }
}

const waiting = async (): Promise<number> =>
  (
    await asOwner<{ n: number }>(
      "SELECT count(*)::integer AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
  ).rows[0]?.n ?? 0;

const personLock = (userId: string) => ({ text: 'SELECT FROM "user" WHERE id = $1 FOR UPDATE', values: [userId] });

test("a claim through GitHub and the opened link of the same address at once: the claim holds, and the address is verified", async () => {
  const { form, userId, mailed } = await signedUp();
  const token = await mailed("verify");
  const profile = { provider: "github", providerAccountId: newId(), verifiedEmail: form.email, remoteAddress: "192.0.2.1" };
  const [session, verification] = await startedBehind<unknown>(personLock(userId), [
    () => signInWithProvider(profile),
    () => openVerification({ token, openedBy: userId }),
  ]);
  expect(session).toMatchObject({ userId, sessionVersion: 2 });
  expect(verification).toEqual({ kind: "verified" });
});

test("a reset and the opened link of the same address at once: both are done, one after the other", async () => {
  const { userId, mailed } = await signedUp();
  const [reset, verify] = [await mailed("reset"), await mailed("verify")];
  const outcomes = await startedBehind<unknown>(personLock(userId), [
    () => resetPassword({ token: reset, password: "the owner's own", remoteAddress: "192.0.2.1" }),
    () => openVerification({ token: verify, openedBy: userId }),
  ]);
  expect(outcomes).toEqual(["done", { kind: "verified" }]);
});

test("two mailed links of one person at once: one is used, the other is not valid any more", async () => {
  const { userId, mailed } = await signedUp();
  const tokens = [await mailed("reset"), await mailed("reset")];
  const everyToken = { text: "SELECT FROM mail_token WHERE user_id = $1 FOR UPDATE", values: [userId] };
  const owners = await startedBehind(
    everyToken,
    tokens.map((text) => () => inTransaction((on) => spendMailToken(on, { text, purpose: "reset", now: new Date() }))),
  );
  expect(owners).toEqual([userId, null]);
});

test("two people who are members of each other's workspaces are claimed at once: both lose what they had with the other", async () => {
  const [one, other] = [await signedUp(), await signedUp()];
  const join = "INSERT INTO membership (workspace_id, user_id, role) VALUES ($1, $2, 'member')";
  await postgres().query(join, [one.workspaceId, other.userId]);
  await postgres().query(join, [other.workspaceId, one.userId]);
  const claim = { now: new Date(), passwordHash: null, by: "provider" as const, remoteAddress: "192.0.2.1" };
  const asGuest = {
    text: "SELECT FROM membership WHERE role = 'member' AND user_id = ANY ($1) FOR UPDATE",
    values: [[one.userId, other.userId]],
  };
  await startedBehind(
    asGuest,
    [one, other].map(
      ({ userId }) =>
        () =>
          inTransaction((on) => handOverUser(on, userId, claim)),
    ),
  );
  const { rows } = await postgres().query("SELECT FROM membership WHERE workspace_id = ANY ($1)", [[one.workspaceId, other.workspaceId]]);
  expect(rows).toHaveLength(2);
});

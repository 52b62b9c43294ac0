import "server-only";
import { newId } from "@/lib/basics/ids";
import type { Queryable } from "@/lib/platform/postgres";
import { database } from "@/lib/platform/prisma";

export type Person = {
  id: string;
  email: string;
  passwordHash: string | null;
  emailVerifiedAt: Date | null;
  sessionVersion: number;
  role: string;
};

const PERSON = { id: true, email: true, passwordHash: true, emailVerifiedAt: true, sessionVersion: true, role: true } as const;

export async function findPersonByEmail(email: string): Promise<Person | null> {
  return database().user.findUnique({ where: { email }, select: PERSON });
}

export async function findPerson(id: string): Promise<Person | null> {
  return database().user.findUnique({ where: { id }, select: PERSON });
}

/** The addresses of people by their ids. A person who is gone is missing. */
export async function readEmails(ids: string[]): Promise<Map<string, string>> {
  const people = await database().user.findMany({ where: { id: { in: ids } }, select: { id: true, email: true } });
  return new Map(people.map(({ id, email }) => [id, email]));
}

export type NewestPerson = { id: string; email: string; isVerified: boolean; createdAt: Date };

/** Those who signed up last, the newest first. */
export async function listNewestPeople(most: number): Promise<NewestPerson[]> {
  const people = await database().user.findMany({
    // Ids are ordered by time, and have an index.
    orderBy: { id: "desc" },
    take: most,
    select: { id: true, email: true, emailVerifiedAt: true, createdAt: true },
  });
  return people.map(({ emailVerifiedAt, ...person }) => ({ ...person, isVerified: emailVerifiedAt !== null }));
}

/** A person's identity at GitHub or Google. */
export type Identity = { provider: string; providerAccountId: string };

/** The person linked to this identity at GitHub or Google. */
export async function findPersonByIdentity(identity: Identity): Promise<Person | null> {
  const row = await database().userIdentity.findUnique({
    where: { provider_providerAccountId: identity },
    select: { user: { select: PERSON } },
  });
  return row?.user ?? null;
}

export type NewPerson = {
  email: string;
  name?: string;
  passwordHash: string | null;
  emailVerifiedAt: Date | null;
  role: "user" | "admin";
  /** The workspace's time zone; UTC if absent. */
  timeZone?: string;
};

/** Makes a person with a workspace of their own. If the address is taken, the unique index of "user" refuses it. */
export async function createPerson(
  on: Queryable,
  { email, name, passwordHash, emailVerifiedAt, role, timeZone = "UTC" }: NewPerson,
): Promise<{ userId: string; workspaceId: string; sessionVersion: number }> {
  const [userId, workspaceId] = [newId(), newId()];
  const { rows } = await on.query<{ sessionVersion: number }>(
    `INSERT INTO "user" (id, email, name, password_hash, email_verified_at, role) VALUES ($1, $2, $3, $4, $5, $6)
     RETURNING session_version AS "sessionVersion"`,
    [userId, email, name ?? null, passwordHash, emailVerifiedAt, role],
  );
  await on.query("INSERT INTO workspace (id, name, time_zone) VALUES ($1, $2, $3)", [workspaceId, workspaceName(email), timeZone]);
  await on.query("INSERT INTO membership (workspace_id, user_id, role) VALUES ($1, $2, 'owner')", [workspaceId, userId]);
  return { userId, workspaceId, sessionVersion: sessionVersionOf(rows) };
}

/** Ends every session of a person. Returns the version for new sessions. */
export async function endAllSessions(on: Queryable, userId: string): Promise<number> {
  const { rows } = await on.query<{ sessionVersion: number }>(
    `UPDATE "user" SET session_version = session_version + 1 WHERE id = $1 RETURNING session_version AS "sessionVersion"`,
    [userId],
  );
  return sessionVersionOf(rows);
}

/** Sets the password that signs in from now on; null for none. */
export async function setPassword(on: Queryable, userId: string, passwordHash: string | null): Promise<void> {
  await on.query(`UPDATE "user" SET password_hash = $2 WHERE id = $1`, [userId, passwordHash]);
}

/**
 * Reads whether the person's address is proven, and locks the row until the transaction ends. Every transaction locks the person
 * before the person's mail tokens, memberships and keys.
 */
export async function lockEmailProof(on: Queryable, userId: string): Promise<{ emailVerifiedAt: Date | null; sessionVersion: number }> {
  const { rows } = await on.query<{ emailVerifiedAt: Date | null; sessionVersion: number }>(
    `SELECT email_verified_at AS "emailVerifiedAt", session_version AS "sessionVersion" FROM "user" WHERE id = $1 FOR UPDATE`,
    [userId],
  );
  if (!rows[0]) throw new Error("a person is never deleted");
  return rows[0];
}

/** Stores that the address is proven. The first time stays. */
export async function noteEmailProven(on: Queryable, userId: string, at: Date): Promise<void> {
  await on.query(`UPDATE "user" SET email_verified_at = $2 WHERE id = $1 AND email_verified_at IS NULL`, [userId, at]);
}

/** Links an identity at GitHub or Google. If it is already linked, the table's key refuses it. */
export async function linkIdentity(on: Queryable, userId: string, identity: Identity): Promise<void> {
  await on.query("INSERT INTO user_identity (provider, provider_account_id, user_id) VALUES ($1, $2, $3)", [
    identity.provider,
    identity.providerAccountId,
    userId,
  ]);
}

/** Unlinks every identity at GitHub and Google. */
export async function forgetIdentities(on: Queryable, userId: string): Promise<void> {
  await on.query("DELETE FROM user_identity WHERE user_id = $1", [userId]);
}

export async function ownedWorkspaceIds(userId: string): Promise<string[]> {
  const memberships = await database().membership.findMany({ where: { userId, role: "owner" }, select: { workspaceId: true } });
  return memberships.map((membership) => membership.workspaceId);
}

function sessionVersionOf([row]: { sessionVersion: number }[]): number {
  if (!row) throw new Error("a person is never deleted");
  return row.sessionVersion;
}

function workspaceName(email: string): string {
  return email.split("@")[0]?.slice(0, 60) || email;
}

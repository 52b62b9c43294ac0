import "server-only";
import { newId } from "@/lib/basics/ids";
import { database } from "@/lib/platform/prisma";
import type { Transaction } from "@/lib/platform/transaction";

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

/** Whom GitHub or Google means. */
export async function findPersonByIdentity(identity: { provider: string; providerAccountId: string }): Promise<Person | null> {
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
  /** Of the workspace; UTC when left out. */
  timeZone?: string;
};

/** A new person with a workspace of their own. A taken address breaks the unique index of "user". */
export async function createPerson(
  tx: Transaction,
  { timeZone, ...person }: NewPerson,
): Promise<{ userId: string; workspaceId: string; sessionVersion: number }> {
  const [userId, workspaceId] = [newId(), newId()];
  const { sessionVersion } = await tx.user.create({ data: { id: userId, ...person }, select: { sessionVersion: true } });
  await tx.workspace.create({ data: { id: workspaceId, name: workspaceName(person.email), timeZone } });
  await tx.membership.create({ data: { workspaceId, userId, role: "owner" } });
  return { userId, workspaceId, sessionVersion };
}

/** Ends every session of a person; returns the version that new ones carry. */
export async function endAllSessions(tx: Transaction, userId: string): Promise<number> {
  const { sessionVersion } = await tx.user.update({ where: { id: userId }, data: { sessionVersion: { increment: 1 } } });
  return sessionVersion;
}

/** Unlinks every account of GitHub or Google that could sign in until now. */
export async function forgetIdentities(tx: Transaction, userId: string): Promise<void> {
  await tx.userIdentity.deleteMany({ where: { userId } });
}

export async function ownedWorkspaceIds(tx: Transaction, userId: string): Promise<string[]> {
  const memberships = await tx.membership.findMany({ where: { userId, role: "owner" }, select: { workspaceId: true } });
  return memberships.map((membership) => membership.workspaceId);
}

function workspaceName(email: string): string {
  return email.split("@")[0]?.slice(0, 60) || email;
}

import type { AuditRecord } from "@/lib/audit/record";
import { dollarsFromNano } from "@/lib/basics/money";
import type { Key } from "@/lib/keys/key";

/** Who changes keys: a person in the portal, or a program with a management key. */
export type KeyActor = {
  userId: string | null;
  managementKeyId: string | null;
  /** Of the person, as it was when the request was let in. */
  sessionVersion?: number;
  ip?: string;
};

type Told = NonNullable<AuditRecord["after"]>;

/** The actor's part of an audit line. */
export function actorOf(actor: KeyActor, workspaceId: string): Pick<AuditRecord, "actorUserId" | "workspaceId" | "ip"> {
  return { actorUserId: actor.userId, workspaceId, ip: actor.ip };
}

/** What an audit line tells of a key: never a secret, money as decimal text. */
export function toldOfKey({ name, prefix, lastFour, limits }: Key): Record<string, Told | null> {
  return {
    name,
    secret: `${prefix}…${lastFour}`,
    budget: limits.budgetNano === null ? null : `${dollarsFromNano(limits.budgetNano)} a ${limits.budgetPeriod}`,
    requestsPerMinute: limits.requestsPerMinute,
    tokensPerMinute: limits.tokensPerMinute,
    models: limits.allowedModels,
    addresses: limits.allowedAddresses,
    expiresAt: limits.expiresAt?.toISOString() ?? null,
  };
}

/** A program has no user: the line names the management key that it used. */
export function by(actor: KeyActor): Record<string, string> {
  return actor.managementKeyId === null ? {} : { managementKey: actor.managementKeyId };
}

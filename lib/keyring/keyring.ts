import "server-only";
import { writeAudit } from "@/lib/audit/write";
import { actorOf, by, type KeyActor, toldOfKey } from "@/lib/keyring/audited-key";
import { holdActor } from "@/lib/keyring/hold-actor";
import { changeKey as change, type KeyChange } from "@/lib/keys/change";
import { createKey as create } from "@/lib/keys/create";
import type { Key } from "@/lib/keys/key";
import type { KeyLimits } from "@/lib/keys/key-limits";
import { lockKey } from "@/lib/keys/list";
import { revokeKey as revoke } from "@/lib/keys/revoke";
import { rotateKey as rotate } from "@/lib/keys/rotate";
import { inTransaction } from "@/lib/platform/postgres";

export type MadeKey = { kind: "created"; key: Key; secret: string } | { kind: "already_created"; key: Key };

/** Makes a key, with its limits from the first call on, and notes who did. See `createKey` of the room. */
export async function makeKey(
  workspaceId: string,
  wanted: { name: string; limits?: KeyLimits; submissionKey?: string },
  actor: KeyActor,
): Promise<MadeKey> {
  return inTransaction(async (on) => {
    await holdActor(on, actor);
    const made = await create(workspaceId, { ...wanted, createdBy: actor.userId }, on);
    const key = await lockKey(on, workspaceId, made.id);
    if (made.kind === "already_created") return { kind: made.kind, key };
    const target = `key:${key.id}`;
    await writeAudit(on, { ...actorOf(actor, workspaceId), action: "key.create", target, after: { ...toldOfKey(key), ...by(actor) } });
    return { kind: made.kind, key, secret: made.secret };
  });
}

/** Changes a key's name or limits and notes who did. See `changeKey` of the room. */
export async function alterKey(workspaceId: string, keyId: string, wanted: KeyChange, actor: KeyActor): Promise<Key> {
  return inTransaction(async (on) => {
    const before = await lockKey(on, workspaceId, keyId);
    await change(on, workspaceId, keyId, wanted);
    const key = await lockKey(on, workspaceId, keyId);
    await writeAudit(on, {
      ...actorOf(actor, workspaceId),
      action: "key.change",
      target: `key:${keyId}`,
      before: toldOfKey(before),
      after: { ...toldOfKey(key), ...by(actor) },
    });
    return key;
  });
}

/** Gives a key a new secret and notes who did. See `rotateKey` of the room. */
export async function rotateKey(
  workspaceId: string,
  keyId: string,
  graceSeconds: number,
  actor: KeyActor,
): Promise<{ key: Key; secret: string }> {
  return inTransaction(async (on) => {
    await holdActor(on, actor);
    const before = await lockKey(on, workspaceId, keyId);
    const secret = await rotate(on, workspaceId, keyId, graceSeconds);
    const key = await lockKey(on, workspaceId, keyId);
    await writeAudit(on, {
      ...actorOf(actor, workspaceId),
      action: "key.rotate",
      target: `key:${keyId}`,
      before: { secret: toldOfKey(before).secret ?? null },
      after: { secret: toldOfKey(key).secret ?? null, graceSeconds, ...by(actor) },
    });
    return { key, secret };
  });
}

/** Ends a key and notes who did; once it is ended, a repeat writes nothing. See `revokeKey` of the room. */
export async function endKey(workspaceId: string, keyId: string, actor: KeyActor): Promise<Key> {
  return inTransaction(async (on) => {
    const isNews = await revoke(workspaceId, keyId, on);
    const key = await lockKey(on, workspaceId, keyId);
    if (isNews) {
      const after = { name: key.name, ...by(actor) };
      await writeAudit(on, { ...actorOf(actor, workspaceId), action: "key.revoke", target: `key:${keyId}`, after });
    }
    return key;
  });
}

import { createHash } from "node:crypto";
import type { Manage } from "@/lib/api/endpoint";
import { jsonReply } from "@/lib/api/json-reply";
import { readGrace, readKeyFields } from "@/lib/api/own/key-fields";
import { managerOf } from "@/lib/api/own/management-caller";
import { limitOf } from "@/lib/api/query-fields";
import { AppError } from "@/lib/basics/errors";
import { isUuid } from "@/lib/basics/ids";
import { dollarsFromNano } from "@/lib/basics/money";
import { changeKey } from "@/lib/keys/change-key";
import { createKey } from "@/lib/keys/create-key";
import type { Key } from "@/lib/keys/key";
import { NO_LIMITS } from "@/lib/keys/key-limits";
import { listKeyPage, readKey } from "@/lib/keys/list-keys";
import { revokeKey } from "@/lib/keys/revoke-key";
import { rotateKey } from "@/lib/keys/rotate-key";
import type { RelayRequest } from "@/lib/relay/call/request";
import { cursorOfId, idOfCursor } from "@/lib/usage/cursor";
import { requireText } from "@/lib/wire/fields";

const MAX_PAGE_SIZE = 100;

/** `GET /keys`: newest first, revoked ones included, by keyset pages. */
export const listOwnKeys: Manage = async ({ clock }, request, { id }) => {
  const { workspaceId } = await managerOf(request);
  const params = new URLSearchParams(request.query);
  const cursor = params.get("cursor");
  const { keys, hasMore } = await listKeyPage(workspaceId, cursor && idOfCursor(cursor), limitOf(params, 20, MAX_PAGE_SIZE));
  const last = keys.at(-1);
  const data = keys.map((key) => described(key, clock.now()));
  return jsonReply({ object: "list", data, has_more: hasMore, next_cursor: hasMore && last ? cursorOfId(last.id) : null }, `req_${id}`);
};

/** `POST /keys`: only this answer has the secret. */
export const makeOwnKey: Manage = async (services, request, { id }) => {
  const { workspaceId, actor } = await managerOf(request);
  const { name, limits } = await readKeyFields(services, request);
  const wanted = { name: requireText(name, "name"), limits: { ...NO_LIMITS, ...limits }, submissionKey: submissionOf(request) };
  const made = await createKey(actor, workspaceId, wanted);
  if (made.kind === "already_created") {
    throw new AppError(
      "conflict",
      `The key ${made.key.id} was made with this Idempotency-Key before, and its secret is shown only once. Send another Idempotency-Key to make one more key.`,
      { facts: { key_id: made.key.id } },
    );
  }
  return jsonReply({ ...described(made.key, services.clock.now()), secret: made.secret }, `req_${id}`, 201);
};

/** `GET /keys/{id}`. */
export const readOwnKey: Manage = async ({ clock }, request, { of, id }) => {
  const { workspaceId } = await managerOf(request);
  return jsonReply(described(await readKey(workspaceId, keyId(of)), clock.now()), `req_${id}`);
};

/** `PATCH /keys/{id}`: absent fields stay as they are. */
export const changeOwnKey: Manage = async (services, request, { of, id }) => {
  const { workspaceId, actor } = await managerOf(request);
  const key = await changeKey(actor, workspaceId, keyId(of), await readKeyFields(services, request));
  return jsonReply(described(key, services.clock.now()), `req_${id}`);
};

/** `POST /keys/{id}/rotate`: a new secret; the old one works until the grace ends. */
export const rotateOwnKey: Manage = async ({ clock }, request, { of, id }) => {
  const { workspaceId, actor } = await managerOf(request);
  const { key, secret } = await rotateKey(actor, workspaceId, keyId(of), await readGrace(request));
  return jsonReply({ ...described(key, clock.now()), secret }, `req_${id}`);
};

/** `DELETE /keys/{id}`: final. A repeat gives the same answer. */
export const endOwnKey: Manage = async ({ clock }, request, { of, id }) => {
  const { workspaceId, actor } = await managerOf(request);
  return jsonReply(described(await revokeKey(actor, workspaceId, keyId(of)), clock.now()), `req_${id}`);
};

function keyId(text: string): string {
  if (!isUuid(text)) throw new AppError("not_found", "There is no such key.");
  return text;
}

/** Two requests with one Idempotency-Key make one key. The portal's forms have an id for the same purpose, in the same column. */
function submissionOf({ headers }: RelayRequest): string | undefined {
  const text = headers["idempotency-key"];
  if (!text) return undefined;
  const hex = createHash("sha256").update(`idempotency-key:${text}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

function described({ limits, ...key }: Key, now: Date) {
  const isExpired = limits.expiresAt !== null && limits.expiresAt <= now;
  return {
    object: "key",
    id: key.id,
    name: key.name,
    status: key.revokedAt ? "revoked" : isExpired ? "expired" : "live",
    prefix: key.prefix,
    last_four: key.lastFour,
    created_at: key.createdAt.toISOString(),
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
    limits: {
      budget: limits.budgetNano === null ? null : { limit: dollarsFromNano(limits.budgetNano), period: limits.budgetPeriod },
      requests_per_minute: limits.requestsPerMinute,
      tokens_per_minute: limits.tokensPerMinute,
      models: limits.allowedModels.length > 0 ? limits.allowedModels : null,
      addresses: limits.allowedAddresses.length > 0 ? limits.allowedAddresses : null,
      expires_at: limits.expiresAt?.toISOString() ?? null,
    },
    retiring_secrets: key.retiring.map(({ prefix, lastFour, worksUntil }) => {
      return { prefix, last_four: lastFour, works_until: worksUntil.toISOString() };
    }),
  };
}

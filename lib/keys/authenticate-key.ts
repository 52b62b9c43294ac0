import "server-only";
import { timingSafeEqual } from "node:crypto";
import { AppError } from "@/lib/basics/errors";
import { type Caller, CallerCache } from "@/lib/keys/caller-cache";
import { LIMIT_COLUMNS, type LimitColumns, limitsOf } from "@/lib/keys/caller-limits";
import { noteFirstUse, noteUse } from "@/lib/keys/last-used";
import { isWellFormed } from "@/lib/keys/secret";
import { acceptedHmacs } from "@/lib/keys/secret-hmac";
import { isListening, listen } from "@/lib/platform/listen-connection";
import { log } from "@/lib/platform/log";
import { readSteadily } from "@/lib/platform/postgres";

export type { Caller } from "@/lib/keys/caller-cache";

type KeyRow = {
  id: string;
  workspace_id: string;
  name: string;
  prefix: string;
  last_four: string;
  secret_hmac: Buffer;
  last_used_at: Date | null;
  /** How long a secret that a rotation has replaced still works; null for the key's own. */
  works_ms: number | null;
} & LimitColumns;

// Two parameters and no array: for an array of unknown length Postgres makes a new plan each time, which costs more than the read.
const FIND_KEY = `
  SELECT k.id, k.workspace_id, k.name, k.prefix, k.last_four, s.secret_hmac, k.last_used_at,
    (extract(epoch FROM r.works_until - now()) * 1000)::float8 AS works_ms, ${LIMIT_COLUMNS}
  FROM key_secret s
  JOIN api_key k ON k.workspace_id = s.workspace_id AND k.id = s.key_id
  LEFT JOIN retiring_secret r ON r.workspace_id = k.workspace_id AND r.key_id = k.id AND r.secret_hmac = s.secret_hmac
  WHERE s.secret_hmac IN ($1::bytea, $2::bytea) AND k.revoked_at IS NULL AND (k.secret_hmac = s.secret_hmac OR r.works_until > now())`;

const CHANNEL = "relais_keys";
const cache = new CallerCache();
const reading = new Map<string, Promise<Caller | null>>();
let isSubscribed = false;

/**
 * The caller of a secret; null if it is malformed, unknown, revoked or replaced for too long. Known secrets are answered from memory
 * without a promise. A revocation removes them from the memory of every process through `LISTEN relais_keys`.
 * Throws `upstream_unavailable` if the key is not in memory and Postgres is away.
 */
export function authenticateSecret(secret: string): Caller | null | Promise<Caller | null> {
  subscribe();
  const digest = CallerCache.digest(secret);
  // Without notifications a revocation could be missed, so memory is not trusted then.
  const known = isListening(CHANNEL) ? cache.get(digest, Date.now()) : undefined;
  return known === undefined ? readOnce(secret, digest).then(withUseNoted) : withUseNoted(known);
}

function withUseNoted(caller: Caller | null): Caller | null {
  if (caller) noteUse(caller);
  return caller;
}

function subscribe(): void {
  if (isSubscribed) return;
  isSubscribed = true;
  listen(
    CHANNEL,
    (hmacHex) => {
      cache.drop(hmacHex);
      // A call after the change must not join a read that began before it.
      reading.clear();
    },
    () => {
      cache.clear();
      reading.clear();
    },
  );
}

/** Many calls with one new key ask Postgres once. */
function readOnce(secret: string, digest: string): Promise<Caller | null> {
  if (!isWellFormed(secret)) return Promise.resolve(null);
  const running = reading.get(digest);
  if (running) return running;
  const read = readCaller(secret, digest).finally(() => reading.delete(digest));
  reading.set(digest, read);
  return read;
}

async function readCaller(secret: string, digest: string): Promise<Caller | null> {
  const generation = cache.generation;
  const hmacs = acceptedHmacs(secret);
  const row = await findRow(hmacs);
  const caller: Caller | null = row && {
    keyId: row.id,
    workspaceId: row.workspace_id,
    keyName: row.name,
    prefix: row.prefix,
    lastFour: row.last_four,
    limits: limitsOf(row),
  };
  if (row?.last_used_at === null) noteFirstUse();
  if (isListening(CHANNEL) && cache.generation === generation)
    cache.set(digest, { caller, hmacs, worksMs: row?.works_ms ?? undefined }, Date.now());
  return caller;
}

async function findRow(hmacs: Buffer[]): Promise<KeyRow | null> {
  const { rows } = await readSteadily<KeyRow>({
    name: "authenticate_key",
    text: FIND_KEY,
    values: [hmacs[0], hmacs[1] ?? null],
  }).catch((error: Error) => {
    log.error({ event: "keys.unread", err: error }, "a key could not be read");
    throw new AppError("upstream_unavailable", "The key could not be checked just now. Nothing was charged; please try again.", {
      retryAfterSeconds: 1,
      cause: error,
    });
  });
  return rows.find((row) => hmacs.some((hmac) => hmac.length === row.secret_hmac.length && timingSafeEqual(hmac, row.secret_hmac))) ?? null;
}

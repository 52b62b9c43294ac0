import { sqlStateOf } from "@/lib/platform/postgres-connection";

/**
 * What a failed statement means for its batch:
 * - "repeat": nothing or an unknown part was written. Send the same batch again, as repeats.
 * - "isolate": one item is at fault. Send halves until it is found.
 */
export type FailureClass = "repeat" | "isolate";

/** Raised by settle_batch when it finds a hold missing, and by the primary key when a hold is placed twice. */
const SOME_ARE_REPEATS = new Set(["RL001", "23505"]);
/** 25006: the server is still a standby, or somebody has made it read-only. */
const AWAY = /^(57|08|53|25006)/;
const REPEATABLE = /^(40001|40P01)/;

const MOST_TEXT = 500;

export function classOfFailure(error: unknown, mayRepeat: boolean): FailureClass {
  if (isOurFault(error)) return "isolate";
  const code = sqlStateOf(error);
  if (code === null) return "repeat";
  if (SOME_ARE_REPEATS.has(code)) return mayRepeat ? "isolate" : "repeat";
  return REPEATABLE.test(code) || AWAY.test(code) ? "repeat" : "isolate";
}

/** True if no item was at fault: the connection is gone, or the server refuses work for now. */
export function isServerAway(error: unknown): boolean {
  const code = sqlStateOf(error);
  return code === null || AWAY.test(code);
}

/** The refusal as an admin reads it: Postgres' own sentence without the data of the row. */
export function postgresRefusalText(error: unknown): string {
  const code = sqlStateOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return (code === null ? message : `${message} (${code})`).slice(0, MOST_TEXT);
}

/** Somebody else has the lock: the item itself is valid and may be sent later. */
export function isLockTimeout(error: unknown): boolean {
  return sqlStateOf(error) === "55P03";
}

/** The item could not be serialised for Postgres. Retrying would never end. */
function isOurFault(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
}

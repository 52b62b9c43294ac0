import { sqlStateOf } from "@/lib/platform/postgres-connection";

/**
 * What a failed statement means for the batch in it:
 * - "repeat": nothing or an unknown part was written. Send the same batch again, as repeats.
 * - "isolate": one item is at fault. Send the halves, until the one is found.
 */
export type FailureClass = "repeat" | "isolate";

/** Raised by settle_batch when it finds a hold missing, and by the primary key when a hold is placed twice. */
const SOME_ARE_REPEATS = new Set(["RL001", "23505"]);
/** 25006 says a server that is a standby yet, or that a person keeps from writing. */
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

/** True when the items had no chance: the connection is gone, or the server refuses work for now. */
export function isServerAway(error: unknown): boolean {
  const code = sqlStateOf(error);
  return code === null || AWAY.test(code);
}

/** What an admin reads of a refusal: Postgres' own sentence, without the row that it was about. */
export function postgresRefusalText(error: unknown): string {
  const code = sqlStateOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return (code === null ? message : `${message} (${code})`).slice(0, MOST_TEXT);
}

/** A lock that somebody else keeps: the item itself is sound and may be sent later. */
export function isLockTimeout(error: unknown): boolean {
  return sqlStateOf(error) === "55P03";
}

/** An item that could not even be written down for Postgres. Repeating it would never end. */
function isOurFault(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
}

import { timeOfId } from "@/lib/basics/ids";
import type { CallOutcome } from "@/lib/usage/call";

export type CallFilters = {
  modelId?: string;
  keyId?: string;
  outcome?: CallOutcome;
  isStream?: boolean;
  /** A call's id or request id, its first eight or more digits, or the whole request id of the upstream. */
  id?: string;
  /** Received at or after. */
  from?: Date;
  /** Received before. */
  to?: Date;
};

/** Adds a parameter to a statement and returns its name there. */
export type Bound = (value: unknown) => string;

/** The conditions that the primary key of usage events answers. `$1` is the workspace. */
export function placeConditions({ from, to, id }: CallFilters, bound: Bound): string[] {
  const ids = id === undefined ? null : idsThatBegin(id);
  return [
    "workspace_id = $1",
    ...(from ? [`created_at >= ${bound(from)}`] : []),
    ...(to ? [`created_at < ${bound(to)}`] : []),
    ...(ids ? [`(created_at, id) >= (${bound(timeOfId(ids.first))}, ${bound(ids.first)})`] : []),
    ...(ids ? [`(created_at, id) <= (${bound(timeOfId(ids.last))}, ${bound(ids.last)})`] : []),
  ];
}

/** The other conditions, on rows of the view `finished_call`. None if every call of a place matches. */
export function matchConditions({ modelId, keyId, outcome, isStream, id }: CallFilters, bound: Bound): string[] {
  return [
    ...(modelId ? [`model_id = ${bound(modelId)}`] : []),
    ...(keyId ? [`key_id = ${bound(keyId)}`] : []),
    // An index has the calls that were not simply settled.
    ...(isUnusual({ outcome }) ? ["first_outcome <> 'settled'"] : []),
    ...(outcome ? [`outcome = ${bound(outcome)}`, `first_outcome = ANY (${bound(firstOutcomes(outcome))})`] : []),
    ...(isStream === undefined ? [] : [`is_stream = ${bound(isStream)}`]),
    ...(id !== undefined && !idsThatBegin(id) ? [`upstream_request_id = ${bound(id)}`] : []),
  ];
}

/** Whether the filter asks for calls that were not simply settled, which are few. */
export function isUnusual({ outcome }: CallFilters): boolean {
  return outcome !== undefined && outcome !== "settled";
}

/** A call that expired or was settled in part may have been settled late. Its first event then has the earlier outcome. */
export function firstOutcomes(outcome: CallOutcome): CallOutcome[] {
  return outcome === "settled_late" ? ["settled_late", "expired", "settled_partial"] : [outcome];
}

/** The first and the last id that begin like this text; null if it is no beginning of an id. */
export function idsThatBegin(text: string): { first: string; last: string } | null {
  const digits = text.trim().replace(/^req_/, "").replaceAll("-", "").toLowerCase();
  if (!/^[0-9a-f]{8,32}$/.test(digits)) return null;
  return { first: idOf(digits.padEnd(32, "0")), last: idOf(digits.padEnd(32, "f")) };
}

function idOf(digits: string): string {
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join("-");
}

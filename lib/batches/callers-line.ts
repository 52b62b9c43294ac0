import { memberNamed, membersOf, memberValue, rewritten } from "@/lib/json-bytes/json-text";
import { isObject, type JsonObject, parseJson } from "@/lib/wire/json";
import { refusalOfUpstream } from "@/lib/wire/upstream-fault";

const NEWLINE = Buffer.from("\n");

/**
 * A line of an upstream's results as its caller reads it: with the caller's own name, and every other byte unchanged. Null for a line of
 * another batch's request and for an unreadable line.
 */
export function callersLine(line: Buffer, customIds: ReadonlyMap<string, string>): Buffer | null {
  const members = membersOf(line);
  const callId = memberValue(line, memberNamed(members, "custom_id"));
  const customId = typeof callId === "string" ? customIds.get(callId) : undefined;
  if (customId === undefined) return null;
  const result = memberNamed(members, "result");
  const shown = result && callersError(line.subarray(result.valueFrom, result.to));
  const values = { custom_id: JSON.stringify(customId), ...(shown && { result: shown }) };
  return Buffer.concat([rewritten(line, members, { values }), NEWLINE]);
}

/** The result line of a request for which the upstream has no result. */
export function erroredLine(customId: string, message: string): Buffer {
  const error = { type: "error", error: { type: "api_error", message }, request_id: null };
  return Buffer.from(`${JSON.stringify({ custom_id: customId, result: { type: "errored", error } })}\n`);
}

const ERRORED = Buffer.from('"errored"');
const LONGEST_ERROR = 64 * 1024;

/** The error to show instead of a fault of the operator's account, which does not concern the caller; null for every other result. */
function callersError(result: Buffer): string | null {
  if (result.length > LONGEST_ERROR || !result.includes(ERRORED)) return null;
  const parsed = parseJson(result);
  if (!isObject(parsed) || parsed.type !== "errored" || !isObject(parsed.error)) return null;
  const { fault } = refusalOfUpstream(400, Buffer.from(JSON.stringify(parsed.error)));
  if (fault !== "operator") return null;
  const message = "The upstream could not take this request. Nothing was charged for it; please submit it again.";
  return JSON.stringify({ ...parsed, error: { ...(parsed.error as JsonObject), error: { type: "api_error", message } } });
}

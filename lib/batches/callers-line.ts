import { memberNamed, membersOf, memberValue, rewritten } from "@/lib/json-bytes/json-text";
import { isObject, type JsonObject, parseJson } from "@/lib/wire/json";
import { refusalOfUpstream } from "@/lib/wire/upstream-fault";

const NEWLINE = Buffer.from("\n");

/**
 * A line of an upstream's results as its caller reads it: under the caller's own name, every other byte as it came. Null for a line of
 * somebody else's request, and for one that cannot be read.
 */
export function callersLine(line: Buffer, customIds: ReadonlyMap<string, string>): Buffer | null {
  const members = membersOf(line);
  const callId = memberValue(line, memberNamed(members, "custom_id"));
  const customId = typeof callId === "string" ? customIds.get(callId) : undefined;
  if (customId === undefined) return null;
  const result = memberNamed(members, "result");
  const told = result && toldError(line.subarray(result.valueFrom, result.to));
  const values = { custom_id: JSON.stringify(customId), ...(told && { result: told }) };
  return Buffer.concat([rewritten(line, members, { values }), NEWLINE]);
}

/** The result of a request that has none of its own. */
export function erroredLine(customId: string, message: string): Buffer {
  const error = { type: "error", error: { type: "api_error", message }, request_id: null };
  return Buffer.from(`${JSON.stringify({ custom_id: customId, result: { type: "errored", error } })}\n`);
}

const ERRORED = Buffer.from('"errored"');
const LONGEST_ERROR = 64 * 1024;

/** A fault of the operator's account is none of the caller's business; null for every other result. */
function toldError(result: Buffer): string | null {
  if (result.length > LONGEST_ERROR || !result.includes(ERRORED)) return null;
  const parsed = parseJson(result);
  if (!isObject(parsed) || parsed.type !== "errored" || !isObject(parsed.error)) return null;
  const { fault } = refusalOfUpstream(400, Buffer.from(JSON.stringify(parsed.error)));
  if (fault !== "operator") return null;
  const message = "The upstream could not take this request. Nothing was charged for it; please submit it again.";
  return JSON.stringify({ ...parsed, error: { ...(parsed.error as JsonObject), error: { type: "api_error", message } } });
}

import { invalid, isAbsent, requireText } from "../fields";
import { isObject, type JsonObject, parseJson } from "../json";

/** A call that the assistant made. The arguments are the text of a JSON object; empty means no arguments. */
export function toolUseBlock(
  call: { id: unknown; name: unknown; args: unknown },
  params: { id: string; name: string; args: string },
): JsonObject {
  return {
    type: "tool_use",
    id: requireText(call.id, params.id),
    name: requireText(call.name, params.name),
    input: inputOf(call.args, params.args),
  };
}

function inputOf(text: unknown, param: string): JsonObject {
  if (isAbsent(text) || text === "") return {};
  const input = typeof text === "string" ? parseJson(text) : undefined;
  if (!isObject(input)) throw invalid(param, "must be the text of a JSON object.");
  return input;
}

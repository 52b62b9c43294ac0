import type { Usage } from "@/lib/basics/tokens";
import { isObject, type JsonObject } from "@/lib/wire/json";
import { refusalText } from "@/lib/wire/openai/refusal";
import { asCalled } from "@/lib/wire/openai/tool-names";
import { withArgumentTexts } from "@/lib/wire/openai/tool-use";
import { AnswerIds, itemOfBlock, messageItem, refusalPart } from "@/lib/wire/openai-responses/items";
import { endOf, type ResponseHead, responseJson } from "@/lib/wire/openai-responses/response-object";

/**
 * Writes a whole answer of Anthropic's, given as bytes and parsed, as JSON in this format. `usage` is the metered one, so that it equals
 * the receipt.
 */
export function toResponse(body: Buffer, message: JsonObject, answer: Omit<ResponseHead, "id"> & { usage: Usage }): string {
  const ids = new AnswerIds(typeof message.id === "string" ? message.id : null);
  const stopReason = typeof message.stop_reason === "string" ? message.stop_reason : null;
  const end = endOf(stopReason);
  const blocks = withArgumentTexts(Array.isArray(message.content) ? message.content.filter(isObject) : [], body);
  const output: object[] = [];
  for (const block of blocks) {
    const isCut = end.status === "incomplete" && block === blocks.at(-1);
    const item = itemOfBlock(asCalled(block, answer.toolNames), isCut ? "incomplete" : "completed", ids, output.length);
    if (item) output.push(item);
  }
  const refusal = refusalText(stopReason, message.stop_details);
  if (refusal !== null) output.push(messageItem(ids.item("msg", output.length), "completed", [refusalPart(refusal)]));
  const items = output.map((item) => JSON.stringify(item));
  answer.onItems?.(items);
  return responseJson({ id: ids.response, ...answer }, { ...end, output: items, usage: answer.usage });
}

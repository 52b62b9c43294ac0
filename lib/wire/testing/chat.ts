import type { MappedCall } from "@/lib/wire/openai/mapped-call";
import type { OpenAiModel } from "@/lib/wire/openai/openai-model";
import { chatToMessages, parseChatRequest } from "@/lib/wire/openai-chat/request";
import { SONNET_4_6 } from "@/lib/wire/testing/models";
import { refused } from "@/lib/wire/testing/refused";

export const HELLO = [{ role: "user", content: "Hello" }];

/** The call for these fields; a user message and a model are filled in. */
export function chatCall(fields: object, model: OpenAiModel = SONNET_4_6, options?: { isStrict: boolean }): MappedCall {
  return chatToMessages(parseChatRequest(Buffer.from(JSON.stringify({ model: model.id, messages: HELLO, ...fields }))), model, options);
}

/** The body that goes upstream for these fields. */
export function upstreamBody(fields: object, model?: OpenAiModel) {
  return JSON.parse(chatCall(fields, model).body.toString());
}

export function refusal(fields: object, model?: OpenAiModel, options?: { isStrict: boolean }) {
  return refused(() => chatCall(fields, model, options));
}

export function functionTool(name: string, parameters?: object) {
  return { type: "function", function: { name, ...(parameters && { parameters }) } };
}

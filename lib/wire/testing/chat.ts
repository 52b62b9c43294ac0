import { AppError } from "@/lib/errors";
import type { MappedCall } from "../openai/mapped-call";
import type { OpenAiModel } from "../openai/openai-model";
import { parseChatRequest, toMessagesCall } from "../openai-chat/request";
import { SONNET_4_6 } from "./models";

export const HELLO = [{ role: "user", content: "Hello" }];

/** The call for these fields; a user message and a model are filled in. */
export function chatCall(fields: object, model: OpenAiModel = SONNET_4_6): MappedCall {
  return toMessagesCall(parseChatRequest(Buffer.from(JSON.stringify({ model: model.id, messages: HELLO, ...fields }))), model);
}

/** What goes upstream for these fields. */
export function upstreamBody(fields: object, model?: OpenAiModel) {
  return JSON.parse(chatCall(fields, model).body.toString());
}

/** The refusal of these fields: its code and the parameter that it names. */
export function refusal(fields: object, model?: OpenAiModel): { code: string; param: string | undefined; message: string } {
  try {
    chatCall(fields, model);
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, param: error.param, message: error.message };
    throw error;
  }
  throw new Error("The request was not refused");
}

export function functionTool(name: string, parameters?: object) {
  return { type: "function", function: { name, ...(parameters && { parameters }) } };
}

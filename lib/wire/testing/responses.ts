import type { MappedCall } from "@/lib/wire/openai/mapped-call";
import type { OpenAiModel } from "@/lib/wire/openai/openai-model";
import { parseResponsesRequest, responsesToMessages } from "@/lib/wire/openai-responses/request";
import { SONNET_4_6 } from "@/lib/wire/testing/models";
import { refused } from "@/lib/wire/testing/refused";

/** The call for these fields; an input and a model are filled in. */
export function responsesCall(fields: object, model: OpenAiModel = SONNET_4_6): MappedCall {
  return responsesToMessages(parseResponsesRequest(Buffer.from(JSON.stringify({ model: model.id, input: "Hello", ...fields }))), model);
}

/** The body that goes upstream for these fields. */
export function upstreamBody(fields: object, model?: OpenAiModel) {
  return JSON.parse(responsesCall(fields, model).body.toString());
}

export function refusal(fields: object, model?: OpenAiModel) {
  return refused(() => responsesCall(fields, model));
}

import type { Dialect } from "@/lib/relay/dialect";
import { addCacheControl, mappedHeaders } from "@/lib/relay/mapped-headers";
import { parseResponsesRequest, toMessagesCall } from "@/lib/wire/openai-responses/request";
import { toResponse } from "@/lib/wire/openai-responses/response";
import { ResponseStream } from "@/lib/wire/openai-responses/response-stream";

/** `POST /responses`: mapped to Messages on the way up, and back on the way down. Nothing is stored. */
export const responsesDialect: Dialect = {
  endpoint: "responses",
  format: "openai",
  read(body, { at, headers }, findModel) {
    const asked = parseResponsesRequest(body);
    addCacheControl(asked.fields, headers);
    const model = findModel(asked.modelId);
    const request = toMessagesCall(asked, model);
    const { echo, namespaces } = asked;
    const head = { model: model.id, createdSeconds: Math.floor(at.getTime() / 1_000), echo, namespaces };
    return {
      model,
      request,
      ...mappedHeaders(request),
      wholeAnswer: (bytes, message, usage) => toResponse(bytes, message, { ...head, usage }),
      answerStream: (meter) => new ResponseStream(meter, head),
    };
  },
};

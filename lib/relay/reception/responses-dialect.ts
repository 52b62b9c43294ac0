import type { Dialect, ReadCall } from "@/lib/relay/call/dialect";
import { addCacheControl, isStrict, mappedHeaders } from "@/lib/relay/reception/mapped-headers";
import type { MappedCall } from "@/lib/wire/openai/mapped-call";
import { parseResponsesRequest, type ResponsesRequest, responsesToMessages } from "@/lib/wire/openai-responses/request";
import { toResponse } from "@/lib/wire/openai-responses/response";
import type { ResponseHead } from "@/lib/wire/openai-responses/response-object";
import { ResponseStream } from "@/lib/wire/openai-responses/response-stream";

type ReadResponses = ReadCall & Pick<ResponsesRequest, "echo" | "isStored"> & { request: MappedCall };

/** `POST /responses`: the request is mapped to Messages, and the answer back. Nothing is stored. */
export const responsesDialect: Dialect<ReadResponses> = {
  endpoint: "responses",
  format: "openai",
  read(body, headers, findModel, storedItems) {
    const request = parseResponsesRequest(body);
    addCacheControl(request.fields, headers);
    const model = findModel(request.modelId);
    const { echo, isStored } = request;
    return { model, request: responsesToMessages(request, model, { isStrict: isStrict(headers), storedItems }), echo, isStored };
  },
  parsed({ model, request, echo, isStored }, { at, storeItems }) {
    const head: Omit<ResponseHead, "id"> = {
      onItems: isStored ? storeItems : undefined,
      model: model.id,
      createdSeconds: Math.floor(at.getTime() / 1_000),
      echo,
      toolNames: request.toolNames,
    };
    return {
      model,
      request,
      ...mappedHeaders(request),
      wholeAnswer: (bytes, message, usage) => toResponse(bytes, message, { ...head, usage }),
      answerStream: (meter) => new ResponseStream(meter, head),
    };
  },
};

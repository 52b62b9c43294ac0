import type { Dialect, ReadCall } from "@/lib/relay/call/dialect";
import { addCacheControl, isStrict, mappedHeaders } from "@/lib/relay/reception/mapped-headers";
import type { MappedCall } from "@/lib/wire/openai/mapped-call";
import { parseResponsesRequest, type ResponsesRequest, responsesToMessages } from "@/lib/wire/openai-responses/request";
import { toResponse } from "@/lib/wire/openai-responses/response";
import type { ResponseHead } from "@/lib/wire/openai-responses/response-object";
import { ResponseStream } from "@/lib/wire/openai-responses/response-stream";

type ReadResponses = ReadCall & Pick<ResponsesRequest, "echo" | "isStored"> & { request: MappedCall };

/** `POST /responses`: mapped to Messages on the way up, and back on the way down. Nothing is stored. */
export const responsesDialect: Dialect<ReadResponses> = {
  endpoint: "responses",
  format: "openai",
  read(body, headers, findModel, kept) {
    const asked = parseResponsesRequest(body);
    addCacheControl(asked.fields, headers);
    const model = findModel(asked.modelId);
    const { echo, isStored } = asked;
    return { model, request: responsesToMessages(asked, model, { isStrict: isStrict(headers), kept }), echo, isStored };
  },
  asked({ model, request, echo, isStored }, { at }) {
    const head: Omit<ResponseHead, "id"> = {
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
      keepItems: isStored
        ? (keep) => {
            head.onItems = keep;
          }
        : undefined,
    };
  },
};

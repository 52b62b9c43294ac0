import { counted } from "@/lib/api/count-tokens";
import { membersOf, rewritten } from "@/lib/json-bytes/json-text";
import type { Caller } from "@/lib/keys/authenticate-key";
import type { RelayReply, RelayRequest } from "@/lib/relay/call/request";
import { readLongCall } from "@/lib/relay/reading/read-body";
import { namedModels, servedModel, storedItemsIn } from "@/lib/relay/reception/receive-call";
import { responsesDialect } from "@/lib/relay/reception/responses-dialect";
import { isShort, SHORT_BODY_BYTES } from "@/lib/relay/reception/short-body";
import type { RelayServices } from "@/lib/relay/services/services";
import { bufferOf, parseJson } from "@/lib/wire/json";

/** Fields that a count request must not have. */
const OF_THE_ANSWER = new Set(["max_tokens", "stream", "temperature", "top_p", "top_k", "stop_sequences", "metadata"]);

/** `POST /responses/input_tokens`: counts the tokens that such a request sends upstream. Free, like `/messages/count_tokens`. */
export function countInputTokens(services: RelayServices, request: RelayRequest, id: string): Promise<RelayReply> {
  return counted(services, request, id, {
    format: "openai",
    async read(caller) {
      const at = services.clock.now();
      const parsed = responsesDialect.parsed(await readCall(services, caller, request, at), { at, headers: request.headers });
      const { body, prompt } = parsed.request;
      return {
        modelId: parsed.model.id,
        files: prompt.files,
        headers: parsed.upstreamHeaders,
        body: rewritten(body, membersOf(body), { without: OF_THE_ANSWER }),
      };
    },
    write(count) {
      const { input_tokens } = parseJson(count) as { input_tokens: number };
      return JSON.stringify({ object: "response.input_tokens", input_tokens });
    },
  });
}

type ReadResponses = Parameters<typeof responsesDialect.parsed>[0];

async function readCall(services: RelayServices, caller: Caller, request: RelayRequest, at: Date): Promise<ReadResponses> {
  const { endpoint } = responsesDialect;
  if (!isShort(request.headers)) {
    const wanted = {
      endpoint,
      models: namedModels(services, at),
      itemsIn: (body: Buffer) => storedItemsIn(services, endpoint, caller, body),
    };
    return (await readLongCall(caller, request, wanted)).read as ReadResponses;
  }
  const body = bufferOf(await request.readBody(SHORT_BODY_BYTES));
  const storedItems = storedItemsIn(services, endpoint, caller, body);
  return responsesDialect.read(body, request.headers, (named) => servedModel(services, named, at), storedItems);
}

import type { Usage } from "@/lib/basics/tokens";
import type { Model } from "@/lib/pricing/model";
import type { RequestHeaders } from "@/lib/relay/call/request";
import type { AnswerStream } from "@/lib/wire/answer-stream";
import type { MessagesCall } from "@/lib/wire/anthropic/request";
import type { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import type { WireFormat } from "@/lib/wire/format-of-path";
import type { JsonObject } from "@/lib/wire/json";
import type { StoredItems } from "@/lib/wire/openai-responses/stored-items";

/** One request as its endpoint parses it, and the way to write its answer. */
export type ParsedCall = Readonly<{
  model: Model;
  /** The request that is sent upstream: for every endpoint, in Anthropic's Messages format. */
  request: MessagesCall;
  upstreamHeaders: Record<string, string>;
  /** Headers of this answer in addition to those of all answers. */
  replyHeaders?: Record<string, string> | undefined;
  wholeAnswer(body: Buffer, message: JsonObject, usage: Usage): Buffer | string;
  answerStream(meter: UsageMeter): AnswerStream;
}>;

/** The content of a body. It is plain data, because another thread reads long bodies. */
export type ReadCall = { model: Model; request: MessagesCall };

type Received = {
  at: Date;
  headers: RequestHeaders;
  /** Stores the items of the answer if the caller expects them to be stored. Only one endpoint has items. */
  storeItems?: ((items: readonly string[]) => void) | undefined;
};
type FindModel = (modelId: string) => Model;

/** What differs between the endpoints that relay calls. */
export type Dialect<Read extends ReadCall = ReadCall> = {
  endpoint: string;
  format: WireFormat;
  /** Throws `invalid_request`, and what `findModel` throws. It depends on its arguments alone. */
  read(body: Buffer, headers: RequestHeaders, findModel: FindModel, storedItems?: StoredItems): Read;
  parsed(read: Read, received: Received): ParsedCall;
};

/** Reads a body in this thread. Throws as `read` does. */
export function parseCall(dialect: Dialect, body: Buffer, received: Received, findModel: FindModel, storedItems?: StoredItems): ParsedCall {
  return dialect.parsed(dialect.read(body, received.headers, findModel, storedItems), received);
}

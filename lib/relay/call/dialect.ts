import type { Usage } from "@/lib/basics/tokens";
import type { Model } from "@/lib/pricing/model";
import type { RequestHeaders } from "@/lib/relay/call/request";
import type { AnswerStream } from "@/lib/wire/answer-stream";
import type { MessagesCall } from "@/lib/wire/anthropic/request";
import type { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import type { WireFormat } from "@/lib/wire/format-of-path";
import type { JsonObject } from "@/lib/wire/json";
import type { KeptItems } from "@/lib/wire/openai-responses/kept-items";

/** One request as its endpoint understands it, and how its answer is written. */
export type ParsedCall = Readonly<{
  model: Model;
  /** What goes upstream, where every endpoint speaks Anthropic's Messages. */
  request: MessagesCall;
  upstreamHeaders: Record<string, string>;
  /** What the answer's headers say besides what all answers say. */
  replyHeaders?: Record<string, string> | undefined;
  wholeAnswer(body: Buffer, message: JsonObject, usage: Usage): Buffer | string;
  answerStream(meter: UsageMeter): AnswerStream;
}>;

/** What a body says. Plain data only, since a long body is read in another thread. */
export type ReadCall = { model: Model; request: MessagesCall };

type Received = {
  at: Date;
  headers: RequestHeaders;
  /** Keeps the items of the answer where the caller counts on their being stored, on the one endpoint that has items. */
  keepItems?: ((items: readonly string[]) => void) | undefined;
};
type FindModel = (modelId: string) => Model;

/** What differs between the endpoints that relay calls. */
export type Dialect<Read extends ReadCall = ReadCall> = {
  endpoint: string;
  format: WireFormat;
  /** Throws `invalid_request`, and what `findModel` throws. Needs nothing but its arguments. */
  read(body: Buffer, headers: RequestHeaders, findModel: FindModel, kept?: KeptItems): Read;
  parsed(read: Read, received: Received): ParsedCall;
};

/** Reads a body in this thread. Throws as `read` does. */
export function parseCall(dialect: Dialect, body: Buffer, received: Received, findModel: FindModel, kept?: KeptItems): ParsedCall {
  return dialect.parsed(dialect.read(body, received.headers, findModel, kept), received);
}

import type { Model } from "@/lib/pricing/model";
import type { RequestHeaders } from "@/lib/relay/request";
import type { Usage } from "@/lib/tokens";
import type { AnswerStream } from "@/lib/wire/answer-stream";
import type { MessagesCall } from "@/lib/wire/anthropic/request";
import type { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import type { WireFormat } from "@/lib/wire/format-of-path";
import type { JsonObject } from "@/lib/wire/json";

/** One request as its endpoint understands it, and how its answer is written. */
export type Asked = {
  model: Model;
  /** What goes upstream, where every endpoint speaks Anthropic's Messages. */
  request: MessagesCall;
  upstreamHeaders: Record<string, string>;
  /** What the answer's headers say besides what all answers say. */
  replyHeaders?: Record<string, string>;
  wholeAnswer(body: Buffer, message: JsonObject, usage: Usage): Buffer | string;
  answerStream(meter: UsageMeter): AnswerStream;
};

/** What differs between the endpoints that relay calls. */
export type Dialect = {
  endpoint: string;
  format: WireFormat;
  /** Throws `invalid_request`, and what `findModel` throws. */
  read(body: Buffer, received: { at: Date; headers: RequestHeaders }, findModel: (modelId: string) => Model): Asked;
};

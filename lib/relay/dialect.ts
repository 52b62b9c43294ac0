import type { Model } from "@/lib/pricing/model";
import type { Call } from "@/lib/relay/call";
import type { RequestHeaders } from "@/lib/relay/request";
import type { AnswerStream } from "@/lib/wire/answer-stream";
import type { MessagesCall } from "@/lib/wire/anthropic/request";
import type { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import type { WireFormat } from "@/lib/wire/format-of-path";
import type { JsonObject } from "@/lib/wire/json";

export type FindModel = (modelId: string) => Model;

/** What differs between the endpoints that relay calls. Upstream, all of them speak Anthropic's Messages. */
export type Dialect = {
  endpoint: string;
  format: WireFormat;
  /** Throws `invalid_request`, and what `findModel` throws. */
  parse(body: Buffer, findModel: FindModel): { model: Model; request: MessagesCall };
  upstreamHeaders(headers: RequestHeaders): Record<string, string>;
  wholeAnswer(body: Buffer, message: JsonObject, call: Call): Buffer | string;
  answerStream(meter: UsageMeter, call: Call): AnswerStream;
};

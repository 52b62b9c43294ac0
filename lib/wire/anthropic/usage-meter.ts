import { isSignature, outputBytesOf } from "@/lib/wire/anthropic/delta";
import { type MeteredUsage, meteredUsage, type RequestFacts } from "@/lib/wire/anthropic/metered-usage";
import { UsageReport } from "@/lib/wire/anthropic/usage-report";
import { isObject, type JsonObject, parseJson } from "@/lib/wire/json";
import type { EventName } from "@/lib/wire/sse/event-name";
import { type FrameReader, FrameScanner } from "@/lib/wire/sse/frame-scanner";
import { type StreamFault, UNREADABLE } from "@/lib/wire/stream-fault";
import { safeFault } from "@/lib/wire/upstream-fault";

/** "complete" only after `message_stop`; "open" means cut when no more bytes will come. */
export type AnswerState = "waiting" | "open" | "complete" | "errored";

/** Reads the usage from a stream of Anthropic's events. Of text it reads only the length; it parses four kinds of event. */
export class UsageMeter implements FrameReader {
  state: AnswerState = "waiting";
  /** The upstream's error that ended the stream, in words fit for the caller. */
  fault: StreamFault | null = null;
  /** The event with that error in the upstream's own words, which are not for the caller. */
  errorData: Buffer | null = null;
  /** The upstream's own `msg_...`. */
  messageId: string | null = null;
  /** The model that served the call, by the upstream's word. */
  model: string | null = null;
  stopReason: string | null = null;
  stopDetails: JsonObject | null = null;
  /** True as soon as the answer has a content block, even an empty one. */
  hasOutput = false;

  /** How many usage reports have come: the input side changes only with a new one. */
  reports = 0;

  readonly #report: UsageReport;
  readonly #scanner = new FrameScanner(this);
  #outputBytes = 0;
  #hasSignature = false;

  constructor(private readonly request: RequestFacts) {
    this.#report = new UsageReport(request);
  }

  /** For bytes that no other scanner reads. A caller with its own scanner calls `readFrame`. */
  push(chunk: Buffer): void {
    this.#scanner.push(chunk);
    if (this.#scanner.isBroken) this.breakOff(UNREADABLE);
  }

  /** True when nothing more of the answer will come. */
  get hasEnded(): boolean {
    return this.state === "complete" || this.state === "errored";
  }

  /** True once any text, thinking or tool input has come. */
  get hasDelivered(): boolean {
    return this.#outputBytes > 0;
  }

  /** The usage as far as it is known now: exact at the end, estimated in the middle or after a cut. */
  measured(): MeteredUsage {
    const isReportFinal = this.state === "complete" || this.stopReason !== null;
    const { model, stopReason, hasOutput } = this;
    return meteredUsage(
      this.#report,
      { model, stopReason, hasOutput, isReportFinal, outputBytes: this.#outputBytes, hasSignature: this.#hasSignature },
      this.request,
    );
  }

  breakOff(fault: StreamFault): void {
    if (this.hasEnded) return;
    this.state = "errored";
    this.fault = fault;
  }

  readFrame(event: EventName, bytes: Buffer, from: number, to: number): void {
    if (this.hasEnded || (this.state === "waiting" && !isOpening(event))) return;
    switch (event) {
      case "content_block_delta":
        this.hasOutput = true;
        this.#readText(bytes, from, to);
        return;
      case "content_block_start":
        this.hasOutput = true;
        return;
      case "message_start":
        this.#readStart(this.#parse(bytes, from, to));
        return;
      case "message_delta":
        this.#readDelta(this.#parse(bytes, from, to));
        return;
      case "message_stop":
        if (this.state === "open") this.state = "complete";
        else this.breakOff(UNREADABLE);
        return;
      case "error":
        this.errorData = Buffer.from(bytes.subarray(from, to));
        this.#readError(this.#parse(bytes, from, to));
    }
  }

  #readText(bytes: Buffer, from: number, to: number): void {
    const written = outputBytesOf(bytes, from, to);
    this.#outputBytes += written;
    if (written === 0 && !this.#hasSignature) this.#hasSignature = isSignature(bytes, from, to);
  }

  #readStart(event: JsonObject): void {
    const { message } = event;
    if (!isObject(message)) {
      this.breakOff(UNREADABLE);
      return;
    }
    if (this.state === "waiting") this.state = "open";
    this.messageId = typeof message.id === "string" ? message.id : null;
    this.model = typeof message.model === "string" ? message.model : null;
    this.#report.addStart(message.usage);
    this.reports++;
  }

  #readDelta(event: JsonObject): void {
    this.#report.add(event.usage);
    this.reports++;
    if (!isObject(event.delta)) return;
    if (typeof event.delta.stop_reason === "string") this.stopReason = event.delta.stop_reason;
    if (isObject(event.delta.stop_details)) this.stopDetails = event.delta.stop_details;
  }

  #readError(event: JsonObject): void {
    const error = isObject(event.error) ? event.error : {};
    const type = typeof error.type === "string" ? error.type : "api_error";
    this.breakOff(safeFault(type, typeof error.message === "string" ? error.message : ""));
  }

  #parse(bytes: Buffer, from: number, to: number): JsonObject {
    const event = parseJson(bytes.toString("utf8", from, to));
    if (isObject(event)) return event;
    this.#report.flags.add("unreadable_event");
    return {};
  }
}

/** An answer must begin with its first event; otherwise it is not an answer, whatever follows. */
function isOpening(event: EventName): boolean {
  return event === "message_start" || event === "message_stop" || event === "error";
}

import { type AnswerFilter, WholeFilter } from "@/lib/upstreams/answer-filter";
import { REFUSED_BETAS_HEADER } from "@/lib/upstreams/beta-retry";
import { type CloudError, errorBody } from "@/lib/upstreams/cloud-error";
import type { HttpExchange } from "@/lib/upstreams/http-exchange";
import { IGNORED_HEADER, type UpstreamListener } from "@/lib/upstreams/upstream";

type Headers = Record<string, string | string[] | undefined>;

/** Translates a cloud's answers into Anthropic's form. */
export type AnswerTranslation = {
  requestId(headers: Headers): string | undefined;
  error(status: number, headers: Headers, body: Buffer): CloudError;
  /** For an answer of status 200. */
  filter(contentType: string): AnswerFilter;
};

const EVENT_STREAMS = /^(text\/event-stream|application\/vnd\.amazon\.eventstream)/;

/** Stands between a cloud's answer and the relay. The relay sees Anthropic's JSON, Anthropic's events, or Anthropic's errors. */
export class CloudAnswer implements UpstreamListener {
  exchange: HttpExchange | null = null;
  /** The parts of the request that were left out. */
  ignored: readonly string[] = [];
  private filter: AnswerFilter | null = null;
  private isOver = false;

  constructor(
    private readonly listener: UpstreamListener,
    private readonly translation: AnswerTranslation,
  ) {}

  start(status: number, headers: Headers): void {
    const kept = { "request-id": this.translation.requestId(headers), "retry-after": headers["retry-after"] };
    if (status !== 200) {
      this.filter = new WholeFilter((body) => {
        const error = this.translation.error(status, headers, body);
        const refused = error.refusedBetas && { [REFUSED_BETAS_HEADER]: error.refusedBetas.join(",") };
        this.listener.start(error.status, { ...kept, "content-type": "application/json", ...refused });
        return errorBody(error);
      });
      return;
    }
    const contentType = headerText(headers["content-type"]) ?? "";
    this.filter = this.translation.filter(contentType);
    const isStream = EVENT_STREAMS.test(contentType);
    const ignored = this.ignored.length > 0 && { [IGNORED_HEADER]: this.ignored.join(", ") };
    this.listener.start(200, {
      ...kept,
      "content-type": isStream ? "text/event-stream; charset=utf-8" : "application/json",
      ...ignored,
    });
  }

  data(chunk: Buffer): void {
    if (this.isOver || !this.filter) return;
    this.pass(this.filter.push(chunk));
    if (!this.filter.isOver) return;
    this.isOver = true;
    this.listener.end();
    // Further bytes are useless, and the connection must not be used again.
    this.exchange?.abort(new Error("The upstream's answer could not be read to its end."));
  }

  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    if (this.filter) this.pass(this.filter.end());
    this.listener.end();
  }

  fail(error: Error): void {
    if (this.isOver) return;
    this.isOver = true;
    this.listener.fail(error);
  }

  /** Answers in place of the cloud, once `send` has returned. */
  refuse(error: CloudError): void {
    queueMicrotask(() => {
      if (this.isOver) return;
      this.isOver = true;
      this.exchange?.finish();
      this.listener.start(error.status, { "content-type": "application/json" });
      this.listener.data(errorBody(error));
      this.listener.end();
    });
  }

  private pass(bytes: Buffer): void {
    if (bytes.length > 0) this.listener.data(bytes);
  }
}

/** A header of an answer as one text. */
export function headerText(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.[0];
}

import { type AnswerHead, readAnswerHead } from "@/lib/http1/client/answer-head";
import { ChunkedBody } from "@/lib/http1/client/chunked-body";
import { HeadBlock } from "@/lib/http1/client/head-block";
import { Payload } from "@/lib/http1/client/payload";

/** The limit for an answer's head together with everything that may come before it. */
const HEAD_BYTES_AT_MOST = 65_536;
const BEGINNING = "HTTP/1.";

/** Reads one answer after another, however their bytes are split. After each `push`, the fields say what the bytes brought. */
export class AnswerReader {
  /** Set by the push that completes the head. */
  head: AnswerHead | null = null;
  /** Where this push's part of the body stands within its bytes. */
  readonly payload = new Payload();
  /** Set when an interim answer (1xx) was skipped. */
  hadInterim = false;
  isOver = false;
  /** Bytes came that do not belong to the answer. */
  hasSurplus = false;
  /** What is wrong with the answer. Everything before the fault still counts. */
  fault: string | null = null;
  /** How long the connection may idle when the answer is over; 0 when it may not be used again. */
  keepAliveMs = 0;
  private framing: "head" | AnswerHead["framing"]["kind"] = "head";
  private bytesLeft = 0;
  private readonly lines = new HeadBlock(HEAD_BYTES_AT_MOST);
  private readonly chunks = new ChunkedBody();

  /** Prepares for the next answer. */
  reset(): void {
    this.isOver = false;
    this.hasSurplus = false;
    this.fault = null;
    this.keepAliveMs = 0;
    this.framing = "head";
    this.lines.reset();
    this.chunks.reset();
  }

  /** Takes the first `length` bytes. It may move them. */
  push(bytes: Buffer, length: number): void {
    this.head = null;
    this.hadInterim = false;
    this.payload.clear();
    let at = 0;
    while (this.framing === "head" && at < length && this.fault === null) at = this.readHead(bytes, at, length);
    if (this.fault !== null) return;
    if (at < length && !this.isOver) at = this.readBody(bytes, at, length);
    this.hasSurplus ||= at < length;
  }

  /** The connection has ended without a fault of its own. */
  close(): void {
    this.head = null;
    this.payload.clear();
    if (this.framing === "close") this.isOver = true;
    else if (!this.isOver) this.fault ??= "the connection was closed before its end";
  }

  private readHead(bytes: Buffer, from: number, to: number): number {
    const at = this.lines.push(bytes, from, to);
    const { text } = this.lines;
    if (at === null || !BEGINNING.startsWith(text.slice(0, BEGINNING.length))) return this.break("its head cannot be read", to);
    if (at === -1) return to;
    const head = readAnswerHead(text);
    if (typeof head === "string") return this.break(head, to);
    if (head.status === 101) return this.break("it changes the protocol", to);
    if (head.status < 200) {
      this.lines.text = "";
      this.hadInterim = true;
      return at;
    }
    this.head = head;
    this.keepAliveMs = head.keepAliveMs;
    this.framing = head.framing.kind;
    if (head.framing.kind === "length") this.bytesLeft = head.framing.bytes;
    this.isOver = head.framing.kind === "none" || (head.framing.kind === "length" && head.framing.bytes === 0);
    return at;
  }

  private readBody(bytes: Buffer, from: number, to: number): number {
    if (this.framing === "chunked") {
      const at = this.chunks.push(bytes, from, to, this.payload);
      this.fault = this.chunks.fault;
      this.isOver = this.chunks.isOver;
      return at;
    }
    const end = this.framing === "length" ? Math.min(to, from + this.bytesLeft) : to;
    this.payload.add(bytes, from, end);
    this.bytesLeft -= end - from;
    this.isOver = this.framing === "length" && this.bytesLeft === 0;
    return end;
  }

  private break(fault: string, at: number): number {
    this.fault = fault;
    return at;
  }
}

import { STATUS_CODES } from "node:http";
import { isHeaderLine } from "@/lib/http1/header-lines";

export type ReplyFraming = {
  /** The header for the length of the body. */
  length: string;
  isLast: boolean;
  keepAliveMs: number;
};

let second = 0;
let date = "";

/**
 * The head of an answer, as Latin-1 text. Throws a TypeError for a header that would break it: no text from outside may begin a line of its
 * own.
 */
export function replyHead(status: number, headers: Record<string, string>, { length, isLast, keepAliveMs }: ReplyFraming): string {
  let lines = "";
  for (const name in headers) {
    const line = `${name}: ${headers[name]}`;
    if (!isHeaderLine(line)) throw new TypeError(`The header ${JSON.stringify(name)} has characters that no header may have.`);
    lines += `${line}\r\n`;
  }
  const connection = isLast ? "close" : `keep-alive\r\nkeep-alive: timeout=${Math.floor(keepAliveMs / 1_000)}`;
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}${length}\r\ndate: ${dateAt(Date.now())}\r\nconnection: ${connection}\r\n\r\n`;
}

/** Formatted once a second. */
function dateAt(nowMs: number): string {
  const current = Math.floor(nowMs / 1_000);
  if (current !== second) {
    second = current;
    date = new Date(nowMs).toUTCString();
  }
  return date;
}

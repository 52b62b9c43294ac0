import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** The calls that the stand-in received and their outcome: tests compare bytes and see which account paid. */
export type Call = {
  number: number;
  receivedAt: string;
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  account: string | null;
  body: Buffer;
  fault: string | null;
  status: number | null;
  usage: unknown;
  outcome: "running" | "finished" | "cut" | "client_left";
};

const MOST_CALLS = 5000;
const MOST_BYTES = 64 * 1024 * 1024;

export class CallLog {
  #calls: Call[] = [];
  #bytes = 0;
  #count = 0;

  add(call: Omit<Call, "number" | "fault" | "status" | "usage" | "outcome">): Call {
    this.#count += 1;
    const kept: Call = { ...call, number: this.#count, fault: null, status: null, usage: null, outcome: "running" };
    this.#calls.push(kept);
    this.#bytes += kept.body.length;
    if (this.#calls.length > MOST_CALLS * 2 || this.#bytes > MOST_BYTES * 2) this.#drop();
    return kept;
  }

  list(filter: { account?: string; path?: string }): unknown[] {
    return this.#calls
      .filter((call) => filter.account === undefined || call.account === filter.account)
      .filter((call) => filter.path === undefined || call.path.split("?")[0] === filter.path)
      .slice(-MOST_CALLS)
      .map(({ body, ...rest }) => ({
        ...rest,
        bodySha256: createHash("sha256").update(body).digest("hex"),
        bodyBase64: body.toString("base64"),
        body: body.toString("utf8"),
      }));
  }

  clear(): void {
    this.#calls = [];
    this.#bytes = 0;
  }

  #drop(): void {
    while (this.#calls.length > MOST_CALLS || this.#bytes > MOST_BYTES) this.#bytes -= this.#calls.shift()?.body.length ?? 0;
  }
}

import { readFileSync } from "node:fs";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { beforeEach } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { ask, type Got } from "@/lib/relay/testing/ask";
import { type RelayFixture, startRelayFixture } from "@/lib/relay/testing/relay-fixture";
import { answerJson, answerStream, type ScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, type EventRow, eventsOf, newCustomer, type TestRelay } from "@/lib/relay/testing/test-relay";

const read = (name: string) => readFileSync(new URL(`../../wire/testing/${name}`, import.meta.url), "utf8");

/** A whole stream of Anthropic's with thinking, text and two tool calls, and what it is for OpenAI's clients. */
export const GOLDEN_STREAM = read("golden-stream.sse");
export const GOLDEN_CHAT_STREAM = read("golden-chat-stream.sse");
export const goldenFrames = () => GOLDEN_STREAM.split(/(?<=\n\n)/);

type Ask = Parameters<typeof ask>[1];

/** A relay fixture with official clients, and a new customer for every test. */
export class RelayBench {
  readonly relay: TestRelay;
  readonly upstream: ScriptedUpstream;
  customer!: Customer;

  private constructor({ relay, upstream }: RelayFixture) {
    this.relay = relay;
    this.upstream = upstream;
    beforeEach(async () => {
      this.customer = await newCustomer();
    });
  }

  static async start(options: { models?: string[] } = {}): Promise<RelayBench> {
    return new RelayBench(await startRelayFixture(options));
  }

  anthropic(options: { maxRetries?: number; secret?: string } = {}): Anthropic {
    const { maxRetries = 0, secret = this.customer.secret } = options;
    return new Anthropic({ apiKey: secret, baseURL: `${this.relay.url}/api`, maxRetries });
  }

  openai(options: { maxRetries?: number; secret?: string } = {}): OpenAI {
    const { maxRetries = 0, secret = this.customer.secret } = options;
    return new OpenAI({ apiKey: secret, baseURL: `${this.relay.url}/api/v1`, maxRetries });
  }

  /** Sends a request without any client, with the customer's key by default. */
  ask(path: string, fields: Ask = {}): Promise<Got> {
    return ask(this.relay.url + path, { secret: this.customer.secret, ...fields });
  }

  /** The last request to the upstream. */
  get sent(): { headers: Record<string, unknown>; text: string; json: Record<string, unknown> } {
    const seen = this.upstream.seen.at(-1);
    if (!seen) throw new Error("nothing was sent upstream");
    const text = seen.body.toString();
    return { headers: seen.headers, text, json: JSON.parse(text) };
  }

  answerJson(body: unknown): void {
    this.upstream.play(answerJson(body));
  }

  answerStream(...frames: string[]): void {
    this.upstream.play(answerStream(frames));
  }

  /** The one event of the customer's one call. Also checks that the books balance. */
  async event(): Promise<EventRow> {
    const events = await eventsOf(this.customer);
    if (events.length !== 1 || !events[0]) throw new Error(`${events.length} events instead of one`);
    await expectBooksBalance(this.customer.workspaceId);
    return events[0];
  }

  events(): Promise<EventRow[]> {
    return eventsOf(this.customer);
  }
}

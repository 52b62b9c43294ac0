import "@/lib/rates/testing/rates-off-environment";
import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { ask } from "@/lib/relay/testing/ask";
import { ASK, MESSAGE } from "@/lib/relay/testing/golden";
import { answerJson, type ScriptedUpstream, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";
import { type FrontDoorProcess, rawClient, startFrontDoor } from "@/server/testing/front-door-process";

const MB = 1024 * 1024;
const FORMATS = ["messages", "chat/completions", "responses", "messages/count_tokens"];
/** Each takes a few milliseconds (`npm run bench -- bodies`). A loaded machine takes longer for the same work. */
const MAIN_THREAD_MS = 50;

let upstream: ScriptedUpstream;
let door: FrontDoorProcess;
let customer: Customer;
let poor: Customer;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  const count = { input_tokens: 9 };
  upstream.play((response, request) => answerJson(request.path.endsWith("count_tokens") ? count : MESSAGE)(response, request));
  door = await startFrontDoor({ ANTHROPIC_BASE_URL: upstream.url, ANTHROPIC_API_KEY: "sk-upstream" });
  customer = await newCustomer(1_000_000_000_000_000n);
  poor = await newCustomer(0n);
  // The first long body starts the reading thread.
  await send("messages", body("messages", "x".repeat(MB)));
}, 120_000);
afterAll(async () => {
  expect(await readWallet(customer.workspaceId)).toMatchObject({ heldNano: 0n, holdsInFlight: 0 });
  await expectBooksBalance(customer.workspaceId);
  await door.close();
  await upstream.close();
});

const send = (format: string, sent: string | Buffer, headers: Record<string, string> = {}, { secret } = customer) =>
  ask(`${door.url}/api/v1/${format}`, { secret, body: sent, headers });

/** A request of this format with that conversation, as JSON text or as the content of one message. */
function body(format: string, content: unknown): string {
  const limit = format === "responses" ? "max_output_tokens" : "max_tokens";
  return JSON.stringify({ model: ASK.model, [limit]: 9, [fieldOf(format)]: [{ role: "user", content }] });
}
const fieldOf = (format: string) => (format === "responses" ? "input" : "messages");
const repeated = (format: string, entry: string, times: number) =>
  `{"model":"${ASK.model}","${fieldOf(format)}":[${entry.repeat(times)}0]}`;

describe.each(FORMATS)("%s", (format) => {
  test.each([
    ["ten million small objects", () => gzipSync(`[${"{},".repeat(10_000_000)}0]`)],
    ["thirty million open lists", () => gzipSync("[".repeat(30_000_000))],
    ["three million messages", () => gzipSync(repeated(format, '{"":0},', 3_000_000))],
    ["two million messages of no kind", () => gzipSync(repeated(format, '{"role":"x"},', 2_000_000))],
    ["millions of escaped quotes", () => gzipSync(`{"model":"${'\\"'.repeat(15_000_000)}"}`)],
  ])("%s are refused, and the calls of others go on", async (_, make) => {
    const bytes = make();
    const before = door.mainThreadMs();
    const { status, json } = await send(format, bytes, { "content-encoding": "gzip" });
    expect([400, 404]).toContain(status);
    expect(json.error?.message).toEqual(expect.any(String));
    expect(door.mainThreadMs() - before).toBeLessThan(MAIN_THREAD_MS);
  });

  test("an empty balance is refused before a long body is read", async () => {
    if (format === "messages/count_tokens") return;
    const { socket } = await rawClient(door.port);
    const answer = once(socket, "data");
    socket.write(head(format, poor, [`content-length: ${20 * MB}`]));
    expect(`${await answer}`).toMatch(/^HTTP\/1\.1 402 /);
    socket.destroy();
    const bomb = await send(format, gzipSync(Buffer.alloc(30 * MB, "[")), { "content-encoding": "gzip" }, poor);
    expect(bomb).toMatchObject({ status: 402, json: { error: { available: "0", needed: null, max_tokens_that_fits: null } } });
    expect(await eventsOf(poor)).toEqual([]);
  });

  test("a prompt of a million tokens, and twenty megabytes with pictures, pass", async () => {
    const prompt = await send(format, body(format, "The quick brown fox jumps. ".repeat(150_000)));
    expect(prompt.status).toBe(200);
    const data = Buffer.alloc(3.5 * MB, "picture").toString("base64");
    const pictures = await send(
      format,
      body(
        format,
        Array.from({ length: 4 }, () => picture(format, data)),
      ),
    );
    expect(pictures.status).toBe(200);
    upstream.seen.length = 0;
  });
});

/** A JPEG in each format; the relay does not decode it. */
function picture(format: string, data: string): object {
  const url = `data:image/jpeg;base64,/9j/${data}`;
  if (format === "responses") return { type: "input_image", image_url: url };
  if (format === "chat/completions") return { type: "image_url", image_url: { url } };
  return { type: "image", source: { type: "base64", media_type: "image/jpeg", data: `/9j/${data}` } };
}

const head = (format: string, { secret }: Customer, lines: string[]) =>
  [`POST /api/v1/${format} HTTP/1.1`, "host: relais", `x-api-key: ${secret}`, ...lines, "", ""].join("\r\n");

test("sixty bombs at once stay within the memory of one, and a short call beside them is answered", async () => {
  const bomb = gzipSync(repeated("messages", "{},", 10_000_000));
  const bombs = Promise.all(Array.from({ length: 60 }, () => send("messages", bomb, { "content-encoding": "gzip" })));
  const short = await send("messages", JSON.stringify(ASK));
  expect(short.status).toBe(200);
  for (const { status } of await bombs) expect([400, 503, 529]).toContain(status);
  expect(door.residentMb()).toBeLessThan(1_000);
});

test("the same key with the same long body is the same request on either thread that may read it", async () => {
  const headers = { "idempotency-key": "long-1" };
  const text = body("messages", "y".repeat(MB));
  const first = await send("messages", text, headers);
  const again = await send("messages", gzipSync(text), { ...headers, "content-encoding": "gzip" });
  expect(again.headers.get("x-relais-idempotent-replay")).toBe("true");
  expect(again.text).toBe(first.text);
  const other = await send("messages", body("messages", "z".repeat(MB)), headers);
  expect(other.status).toBe(409);
});

import { readFileSync } from "node:fs";
import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ClaudeStandIn, startClaudeStandIn } from "./server";

const OWN_HEADERS = { "x-api-key": "sk-one", "anthropic-version": "2023-06-01" };
const FITS = JSON.stringify({ model: "claude-sonnet-4-6", max_tokens: 5, messages: [{ role: "user", content: "Hi" }] });
const TOO_LONG = Buffer.alloc(32 * 1024 * 1024 + 1, "a");
const AT_THE_EDGE = { status: 413, body: { error: { type: "request_too_large", message: "Request exceeds the maximum size" } } };

let claude: ClaudeStandIn;

beforeAll(async () => {
  claude = await startClaudeStandIn({ port: 0, settings: { paceMs: 0 } });
});
afterAll(() => claude.stop());

/** A client without its own logic: `body` is sent unchanged, after exactly these headers. */
function post(headers: Record<string, string>, body?: Buffer | string): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const options = { method: "POST", headers: { ...OWN_HEADERS, ...headers }, agent: false };
    const sending = request(`${claude.url}/v1/messages`, options, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) });
      sending.destroy();
    });
    sending.on("error", reject);
    if (body === undefined) sending.flushHeaders();
    else sending.end(body);
  });
}

test("a declared length above the limit is refused before the body comes, and without the API's envelope", async () => {
  expect(await post({ "content-length": `${TOO_LONG.length}` })).toEqual(AT_THE_EDGE);
});

test("a body without a declared length is refused where it becomes too long", async () => {
  expect(await post({ "transfer-encoding": "chunked" }, TOO_LONG)).toEqual(AT_THE_EDGE);
});

test("a body that is short only in its encoded form has an error of its own, and so has one that cannot be decoded", async () => {
  const details = (code: string) => ({ body: { type: "error", error: { details: { error_code: code } }, request_id: expect.any(String) } });
  expect(await post({ "content-encoding": "gzip" }, gzipSync(TOO_LONG))).toMatchObject({
    status: 413,
    ...details("request_body_too_large_after_decoding"),
  });
  expect(await post({ "content-encoding": "gzip" }, FITS)).toMatchObject({ status: 400, ...details("request_body_encoding_invalid") });
  expect(await post({ "content-encoding": "zip" }, FITS)).toMatchObject({ status: 400, ...details("request_body_encoding_unsupported") });
  expect((await post({ "content-encoding": "gzip" }, gzipSync(FITS))).status).toBe(200);
});

test("every beta that Anthropic's SDK names is taken", async () => {
  const types = readFileSync("node_modules/@anthropic-ai/sdk/resources/beta/beta.d.ts", "utf8");
  const named = /export type AnthropicBeta = (.*?);/s.exec(types)?.[1] ?? "";
  const betas = [...named.matchAll(/'([a-z0-9-]+)'/g)].map(([, beta]) => beta);
  expect(betas.length).toBeGreaterThan(40);
  expect((await post({ "anthropic-beta": betas.join(",") }, FITS)).status).toBe(200);
});

/** The names for tools that run programs (@ai-sdk/anthropic 4.0.105). */
test.each(["code-execution-2025-08-25", "code-execution-web-tools-2026-02-09"])("%s, which the AI SDK names, is taken", async (beta) => {
  expect((await post({ "anthropic-beta": beta }, FITS)).status).toBe(200);
});

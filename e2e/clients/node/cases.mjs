// The common start of every Node client here: the address of the product, the report of a case, and the contents of a receipt.
import { setTimeout as sleep } from "node:timers/promises";

export const BASE = process.env.RELAIS_BASE;
export const KEY = process.env.RELAIS_KEY;
export const EMPTY_KEY = process.env.RELAIS_EMPTY_KEY;
export const MODEL = "claude-opus-5";
export const QUESTION = 'What is the weather in Paris? [[tool:get_weather {"city":"Paris"}]]';
export const CITY = { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false };
export const HANDBOOK = "Answer as the front desk of a small hotel. Be brief, polite and exact about prices. ".repeat(120);
/** A page without text, in base64. */
export const PDF =
  "JVBERi0xLjQKMSAwIG9iago8PC9UeXBlL0NhdGFsb2cvUGFnZXMgMiAwIFI+PgplbmRvYmoKMiAwIG9iago8PC9UeXBlL1BhZ2VzL0NvdW50IDEvS2lkc1sxMCAwIFJdPj4KZW5kb2JqCjEwIDAgb2JqCjw8L1R5cGUvUGFnZS9QYXJlbnQgMiAwIFIvTWVkaWFCb3hbMCAwIDYxMiA3OTJdPj4KZW5kb2JqCnhyZWYKMCAxCjAwMDAwMDAwMDAgNjU1MzUgZiAKMSAxCjAwMDAwMDAwMDkgMDAwMDAgbiAKMiAxCjAwMDAwMDAwNTQgMDAwMDAgbiAKMTAgMQowMDAwMDAwMTA2IDAwMDAwIG4gCnRyYWlsZXIKPDwvU2l6ZSA5OTk5L1Jvb3QgMSAwIFI+PgpzdGFydHhyZWYKMTcyCiUlRU9GCg==";
export const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** A case that cannot run here, with the reason. */
export class Skip extends Error {}

export async function run(cases) {
  for (const [name, check] of Object.entries(cases)) {
    try {
      await check();
      console.log(`ok ${name}`);
    } catch (error) {
      const where = /(\w+\.mjs:\d+)/.exec(String(error?.stack).replace(/cases\.mjs:\d+/g, ""))?.[1] ?? "";
      const told = `${error?.message ?? error}`.replace(/\s+/g, " ").slice(0, 600);
      console.log(error instanceof Skip ? `skip ${name}: ${told}` : `FAIL ${name}: ${where} ${error?.name}: ${told}`);
    }
  }
  // Clients keep connections open.
  process.exit(0);
}

/** The error that the promise must end with. */
export async function refused(promise) {
  const answer = await promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  if (!answer.error) throw new Error(`was not refused: ${JSON.stringify(answer.value)?.slice(0, 200)}`);
  return answer.error;
}

export function emptyKey() {
  if (!EMPTY_KEY) throw new Skip("no key without a balance was given");
  return EMPTY_KEY;
}

/** The call with its receipt. The receipt of a stream is written a moment after its last event. */
export async function receiptOf(requestId) {
  for (let tries = 0; tries < 40; tries += 1) {
    const response = await fetch(`${BASE}/api/v1/calls/${requestId}`, { headers: { authorization: `Bearer ${KEY}` } });
    if (response.ok) return response.json();
    await sleep(100);
  }
  throw new Error(`no receipt of ${requestId}`);
}

/** The newest call of a batch, with its receipt. */
export async function batchedCall() {
  const headers = { authorization: `Bearer ${KEY}` };
  const { data } = await (await fetch(`${BASE}/api/v1/calls?limit=100`, { headers })).json();
  const call = data.find(({ endpoint }) => endpoint === "messages/batches");
  if (!call) throw new Error("no call of a batch is listed");
  return receiptOf(call.request_id);
}

/** Whether a receipt's charge is half the price of its tokens, rounded up to the nano-dollar. */
export function isHalf({ lines, factors, amount }) {
  const batch = factors.find(({ modifier }) => modifier === "batch");
  const costOf = (line) => (line.tokens * Number(line.price_pico_per_token) * Number(line.multiplier_ppm)) / 1e18;
  const whole = lines.reduce((sum, line) => sum + costOf(line), 0);
  return batch?.factor_ppm === "500000" && Math.abs(whole / 2 - Number(amount)) < 2e-9;
}

export function promptTokens({ input_tokens, cache_creation, cache_read_input_tokens }) {
  const { ephemeral_5m_input_tokens, ephemeral_1h_input_tokens } = cache_creation;
  return input_tokens + ephemeral_5m_input_tokens + ephemeral_1h_input_tokens + cache_read_input_tokens;
}

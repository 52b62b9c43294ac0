import "@/lib/rates/testing/rates-off-environment";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { ask } from "@/lib/relay/testing/ask";
import { ASK, MESSAGE } from "@/lib/relay/testing/golden";
import { answerJson, type ScriptedUpstream, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";
import { bombFrame } from "@/lib/relay/testing/zstd-frames";
import { httpServer } from "@/server/http-server";
import { type FrontDoorProcess, rawClient, said, startFrontDoor } from "@/server/testing/front-door-process";

let upstream: ScriptedUpstream;
let door: FrontDoorProcess;
let customer: Customer;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  const count = { input_tokens: 9 };
  upstream.play((response, request) => answerJson(request.path.endsWith("count_tokens") ? count : MESSAGE)(response, request));
  door = await startFrontDoor({ ANTHROPIC_BASE_URL: upstream.url, ANTHROPIC_API_KEY: "sk-upstream" });
  customer = await newCustomer(1_000_000_000_000n);
});
afterAll(async () => {
  expect(await readWallet(customer.workspaceId)).toMatchObject({ heldNano: 0n, holdsInFlight: 0 });
  await expectBooksBalance(customer.workspaceId);
  await door.close();
  await upstream.close();
});

const BODY = JSON.stringify(ASK);
const head = (lines: string[] = [], connection = "close") =>
  ["POST /api/v1/messages HTTP/1.1", "host: relais", `connection: ${connection}`, `x-api-key: ${customer.secret}`, ...lines, "", ""].join(
    "\r\n",
  );
const whole = (body = BODY, connection = "keep-alive") => `${head([`content-length: ${Buffer.byteLength(body)}`], connection)}${body}`;
const statusesIn = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number.parseInt(status ?? "0", 10));
const errorIn = (text: string) => JSON.parse(text.slice(text.indexOf("\r\n\r\n") + 4)).error;

describe("a malformed request is refused in a sentence, and costs nothing", () => {
  test.each<[string, number, () => string]>([
    ["5,000 headers", 431, () => head(Array.from({ length: 5_000 }, (_, index) => `x-${index}: y`))],
    ["one header of a megabyte", 431, () => head([`x-long: ${"x".repeat(1_000_000)}`])],
    ["a path of a megabyte", 431, () => `GET /api/v1/${"x".repeat(1_000_000)} HTTP/1.1\r\nhost: relais\r\n\r\n`],
    ["words that are no HTTP", 400, () => "HELLO\r\n\r\n"],
    [
      "a length and chunks at once",
      400,
      () => `${head(["content-length: 5", "transfer-encoding: chunked"])}0\r\n\r\nGET /api/v1/key HTTP/1.1\r\n\r\n`,
    ],
    ["two lengths", 400, () => `${head(["content-length: 5", "content-length: 6"])}hello`],
    ["a transfer coding in disguise", 400, () => `${head(["transfer-encoding: chunked, identity"])}5\r\nhello\r\n0\r\n\r\n`],
    ["a length below zero", 400, () => head(["content-length: -1"])],
    ["a length beyond all numbers", 400, () => head([`content-length: ${"9".repeat(40)}`])],
    ["chunks whose length is no number", 400, () => `${head(["transfer-encoding: chunked"])}zz\r\nhello\r\n0\r\n\r\n`],
    ["a header line without a colon", 400, () => head(["no colon here"])],
    ["a header that is folded", 400, () => head(["x-a: b", "  c: d", "content-length: 0"])],
  ])("%s: %i", async (_, status, bytes) => {
    const before = (await eventsOf(customer)).length;
    const text = await said(door.port, bytes());
    expect(statusesIn(text)).toEqual([status]);
    expect(errorIn(text).message).toEqual(expect.any(String));
    expect(await eventsOf(customer)).toHaveLength(before);
  });

  test("a length of five gigabytes is refused before its first byte", async () => {
    const text = await said(door.port, head(["content-length: 5368709120"]));
    expect(statusesIn(text)).toEqual([413]);
    expect(text).toContain("request_too_large");
  });
});

test("whole requests that come in one piece are all answered, in their order, and each is paid once", async () => {
  const before = (await eventsOf(customer)).length;
  const text = await said(door.port, whole() + whole("{}") + whole(BODY, "close"));
  expect(statusesIn(text)).toEqual([200, 400, 200]);
  expect(await eventsOf(customer)).toHaveLength(before + 2);
});

test("garbage after a whole request does not cost that request its answer", async () => {
  const before = (await eventsOf(customer)).length;
  const text = await said(door.port, `${whole()}RUBBISH\r\n\r\n`);
  expect(statusesIn(text)[0]).toBe(200);
  expect(await eventsOf(customer)).toHaveLength(before + 1);
});

test("chunks with extensions and trailers are read, and a client that expects 100-continue gets it", async () => {
  const chunks = [...BODY].map((letter) => `1;x=y\r\n${letter}\r\n`).join("");
  expect(
    statusesIn(await said(door.port, `${head(["transfer-encoding: chunked", "trailer: x-end"])}${chunks}0\r\nx-end: 1\r\n\r\n`)),
  ).toEqual([200]);
  const { socket, all } = await rawClient(door.port);
  socket.setTimeout(5_000, () => socket.destroy());
  socket.once("data", (chunk) => {
    expect(chunk.toString()).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    socket.write(BODY);
  });
  socket.write(head(["expect: 100-continue", `content-length: ${BODY.length}`]));
  expect(statusesIn(await all)).toEqual([100, 200]);
});

test("a body that dribbles in has a time limit, a half-open connection too, and both end in a sentence", async () => {
  const limits = { requestTimeout: 300, headersTimeout: 200, connectionsCheckingInterval: 50 };
  const server = httpServer((incoming, response) => void incoming.resume().on("end", () => response.end("done")), limits);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  for (const beginning of ["POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{", "POST / HTTP/1.1\r\nhost: x\r\n"]) {
    const { socket, all } = await rawClient(port);
    const drip = setInterval(() => socket.write(beginning.endsWith("{") ? " " : ""), 40);
    socket.write(beginning);
    const text = await all;
    clearInterval(drip);
    expect(statusesIn(text)).toEqual([408]);
    expect(errorIn(text).message).toBe("The request took too long to arrive. Nothing was charged.");
  }
  server.close();
});

/** Of 256 MB each. */
function bombs(): Record<string, Buffer> {
  const spaces = Buffer.alloc(256 * 1024 * 1024, 0x20);
  const fast = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
  return { gzip: gzipSync(spaces), deflate: deflateSync(spaces), br: brotliCompressSync(spaces, fast), zstd: bombFrame(2_048) };
}

const FORMATS = ["messages", "messages/count_tokens", "chat/completions", "responses"];

describe.each(FORMATS)("%s", (format) => {
  const send = (body: string | Buffer, headers: Record<string, string> = {}) =>
    ask(`${door.url}/api/v1/${format}`, { secret: customer.secret, body, headers });
  const deep = `${'{"x":['.repeat(50_000)}0${"]}".repeat(50_000)}`;

  test.each([
    ["as the whole body", deep],
    ["in the messages", `{"model":"${ASK.model}","max_tokens":9,"messages":[${deep}],"input":[${deep}]}`],
    [
      "in a tool",
      `{"model":"${ASK.model}","max_tokens":9,"messages":[{"role":"user","content":"x"}],"input":"x","tools":[{"type":"function","name":"a","input_schema":${deep},"parameters":${deep},"function":{"name":"a","parameters":${deep}}}]}`,
    ],
    [
      "in a field that nobody knows",
      `{"model":"${ASK.model}","max_tokens":9,"messages":[{"role":"user","content":"x"}],"input":"x","x_new":${deep}}`,
    ],
  ])("a hundred thousand levels %s are passed on or refused", async (_, body) => {
    const got = await send(body);
    expect([200, 400]).toContain(got.status);
    if (got.status === 400) expect(got.json.error?.message).toEqual(expect.any(String));
  });

  test("invalid UTF-8 passes where the body is unchanged, and is refused where it is rewritten", async () => {
    const text = JSON.stringify({ ...ASK, input: "What? \u00ff", messages: [{ role: "user", content: "What? \u00ff" }] });
    const got = await send(Buffer.from(text, "latin1"));
    if (format.startsWith("messages")) expect(got.json.error?.message ?? "").not.toContain("UTF-8");
    else
      expect(got).toMatchObject({ status: 400, json: { error: { message: "The request body is not valid UTF-8. Nothing was charged." } } });
  });

  test("a bomb that unpacks to 256 MB is refused, and the memory stays bounded", async () => {
    const answers = await Promise.all(
      Object.entries(bombs()).flatMap(([encoding, bomb]) => [1, 2].map(() => send(bomb, { "content-encoding": encoding }))),
    );
    expect(answers.map((each) => each.status)).toEqual(Array(8).fill(413));
    expect(door.residentMb()).toBeLessThan(700);
  });
});

test("a repeated field that affects the price is refused", async () => {
  for (const field of ['"tools":[]', '"speed":"standard"', '"messages":[]', '"model":"x"']) {
    const got = await ask(`${door.url}/api/v1/messages`, { secret: customer.secret, body: `{${field},${field},${BODY.slice(1)}` });
    expect(got.json.error?.message).toContain("given twice");
  }
});

test("bodies of 32 MB, eight at once, are answered within bounded memory", async () => {
  const content = "x".repeat(32 * 1024 * 1024 - 300);
  const body = JSON.stringify({ ...ASK, messages: [{ role: "user", content }] });
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask(`${door.url}/api/v1/messages`, { secret: customer.secret, body })));
  for (const { status } of answers) expect([200, 503, 529]).toContain(status);
  expect(answers.some(({ status }) => status === 200)).toBe(true);
  upstream.seen.length = 0;
  expect(door.residentMb()).toBeLessThan(1_100);
});

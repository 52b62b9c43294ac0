import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { ask } from "@/lib/relay/testing/ask";
import { type Customer, eventsOf, newCustomer, startPooledRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import type { UpstreamAccount } from "@/lib/upstreams/account";
import { LinkReader } from "@/lib/upstreams/links/link-reader";
import { content, type LinkedServer, PDF, PNG, startLinkedServer } from "@/lib/upstreams/links/testing/linked-server";
import { UpstreamPool } from "@/lib/upstreams/pool/pool";
import { callsSeen, control, fault, lastCall, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";
import { amazonKey, serviceAccount } from "@/lib/upstreams/testing/cloud-credentials";

const MODEL = "claude-opus-5";
const amazon = { kind: "bedrock", region: "us-east-1", credentials: amazonKey, baseUrl: standInUrl } as const;
const ACCOUNTS: Record<string, UpstreamAccount> = {
  claude: { kind: "claude-api", name: "claude", secret: "sk-claude", baseUrl: standInUrl },
  bedrock: { ...amazon, name: "bedrock", route: { endpoint: "runtime", profile: "global" } },
  mantle: { ...amazon, name: "mantle", route: { endpoint: "mantle" } },
  vertex: {
    kind: "vertex",
    name: "vertex",
    project: "p",
    location: "global",
    baseUrl: standInUrl,
    credentials: serviceAccount,
  },
};

let pool: UpstreamPool;
let relay: TestRelay;
let server: LinkedServer;
let customer: Customer;
let picture: string;
let paper: string;

beforeAll(async () => {
  server = await startLinkedServer();
  picture = server.serve("/a.png", content(PNG, "image/png"));
  paper = server.serve("/a.pdf", content(PDF, "application/pdf"));
  pool = new UpstreamPool([]);
  relay = await startPooledRelay(pool, new LinkReader(server.surroundings));
});
afterAll(async () => {
  await relay.close();
  await server.close();
});
beforeEach(async () => {
  await control("DELETE", "faults");
  await control("DELETE", "calls");
  server.asked.length = 0;
  customer = await newCustomer();
});

/** Gives the relay these accounts, all of them healthy. */
function serveFrom(...names: string[]): void {
  pool.replace([]);
  pool.replace(names.map((name) => ({ id: name, weight: 1, isDraining: false, account: ACCOUNTS[name] as UpstreamAccount })));
}
const openai = () => new OpenAI({ apiKey: customer.secret, baseURL: `${relay.url}/api/v1`, maxRetries: 0 });
const anthropic = () => new Anthropic({ apiKey: customer.secret, baseURL: `${relay.url}/api`, maxRetries: 0 });
const sent = async () => JSON.parse((await lastCall()).body);
const base64 = (bytes: Buffer, media_type: string) => ({ type: "base64" as const, media_type, data: bytes.toString("base64") });

const image = (url: string) => ({ type: "image" as const, source: { type: "url" as const, url } });
const document = (url: string) => ({ type: "document" as const, source: { type: "url" as const, url } });
const question = (...blocks: Anthropic.ContentBlockParam[]) => ({
  model: MODEL,
  max_tokens: 200,
  messages: [{ role: "user" as const, content: [...blocks, { type: "text" as const, text: "What is it?" }] }],
});
const send = (body: object, headers = {}) => ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body, headers });

test.each(["bedrock", "mantle"])(
  "OpenAI's client sends a linked picture to an account at %s alone, by chat and by responses",
  async (name) => {
    serveFrom(name);
    const parts = [
      { type: "image_url" as const, image_url: { url: picture } },
      { type: "text" as const, text: "What is it?" },
    ];
    const completion = await openai().chat.completions.create({ model: MODEL, messages: [{ role: "user", content: parts }] });
    expect(completion.choices[0]?.finish_reason).toBe("stop");
    expect((await sent()).messages[0].content[0]).toEqual({ type: "image", source: base64(PNG, "image/png") });
    const input = [
      { type: "input_image" as const, image_url: picture, detail: "auto" as const },
      { type: "input_file" as const, file_url: paper },
    ];
    const response = await openai().responses.create({ model: MODEL, store: false, input: [{ role: "user", content: input }] });
    expect(response.status).toBe("completed");
    expect((await sent()).messages[0].content).toMatchObject([
      { type: "image", source: base64(PNG, "image/png") },
      { type: "document", source: base64(PDF, "application/pdf") },
    ]);
    const stream = await openai().chat.completions.create({ model: MODEL, stream: true, messages: [{ role: "user", content: parts }] });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("stop");
    expect((await eventsOf(customer)).map(({ outcome }) => outcome)).toEqual(["settled", "settled", "settled"]);
    await expectBooksBalance(customer.workspaceId);
  },
);

test("Anthropic's client sends a linked picture and a linked PDF to an account at Vertex AI alone", async () => {
  serveFrom("vertex");
  const asked = question(image(picture), document(paper));
  expect(await anthropic().messages.stream(asked).finalMessage()).toMatchObject({ stop_reason: "end_turn" });
  expect((await sent()).messages[0].content).toEqual([
    { type: "image", source: base64(PNG, "image/png") },
    { type: "document", source: base64(PDF, "application/pdf") },
    { type: "text", text: "What is it?" },
  ]);
  expect(server.asked.sort()).toEqual(["/a.pdf", "/a.png"]);
  expect(await eventsOf(customer)).toMatchObject([{ outcome: "settled", upstream: "vertex" }]);
  await expectBooksBalance(customer.workspaceId);
});

test.each([["bedrock"], ["bedrock", "vertex"]])(
  "a link that cannot be had is a 400 that names its place, and free, with %s and %s",
  async (...names) => {
    serveFrom(...names.filter(Boolean));
    const got = await send(question(image(picture), image("https://private.test/a.png")));
    expect(got).toMatchObject({ status: 400, json: { error: { type: "invalid_request_error" } } });
    expect(got.json.error?.message).toMatch(
      /^messages\.0\.content\.1\.source\.url: the link could not be fetched\..+Nothing was charged\.$/,
    );
    const parts = [{ type: "image_url" as const, image_url: { url: "https://nobody.test/a.png" } }];
    const refused = openai().chat.completions.create({ model: MODEL, messages: [{ role: "user", content: parts }] });
    await expect(refused).rejects.toMatchObject({ status: 400, param: "messages.0.content.0.source.url" });
    expect(await callsSeen()).toEqual([]);
    expect(await eventsOf(customer)).toMatchObject([
      { outcome: "released", charge_nano: 0n, http_status: 400 },
      { outcome: "released", charge_nano: 0n, http_status: 400 },
    ]);
    await expectBooksBalance(customer.workspaceId);
  },
);

test("nothing is fetched for a caller whose balance does not cover the call", async () => {
  serveFrom("bedrock");
  customer = await newCustomer(1n);
  expect((await send(question(image(picture)))).status).toBe(402);
  expect(server.asked).toEqual([]);
});

test.each([["bedrock"], ["bedrock", "vertex"]])("nothing is fetched where the operator wants that, by %s", async (...names) => {
  const careful = await startPooledRelay(pool, null);
  serveFrom(...names);
  const got = await ask(`${careful.url}/api/v1/messages`, { secret: customer.secret, body: question(image(picture)) });
  expect(got).toMatchObject({ status: 400, json: { error: { message: expect.stringContaining("send the content as base64") } } });
  expect(server.asked).toEqual([]);
  await careful.close();
});

test("an account that takes links is preferred, and gets them as they are", async () => {
  serveFrom("bedrock", "claude", "vertex");
  for (let turn = 0; turn < 4; turn += 1) {
    const got = await send({ ...question(image(picture)), system: `Conversation ${turn}` });
    expect(got.headers.get("x-relais-upstream")).toBe("claude");
    expect((await sent()).messages[0].content[0]).toEqual(image(picture));
  }
  expect(server.asked).toEqual([]);
});

test("where the account that takes links fails, its content is fetched once for the others", async () => {
  serveFrom("bedrock", "claude");
  await fault("overloaded");
  const got = await send(question(image(picture)));
  expect([got.status, got.headers.get("x-relais-upstream")]).toEqual([200, "bedrock"]);
  expect(got.headers.get("x-relais-route")).toBe("failover:529");
  expect((await sent()).messages[0].content[0].source).toEqual(base64(PNG, "image/png"));
  await fault("overloaded");
  serveFrom("bedrock", "claude");
  const failed = await send(question(image("https://private.test/")));
  expect(failed).toMatchObject({ status: 529, json: { error: { type: "overloaded_error" } } });
  expect(await eventsOf(customer)).toMatchObject([{ outcome: "settled", upstream: "bedrock" }, { outcome: "released" }]);
  await expectBooksBalance(customer.workspaceId);
});

test("content that is too much for one platform goes to the one that takes it", async () => {
  serveFrom("bedrock", "vertex");
  const large = Buffer.concat([PDF, Buffer.alloc(16 * 1024 * 1024)]);
  const url = server.serve("/large.pdf", content(large, "application/pdf"));
  let session = newId();
  const home = () => pool.inOrder(MODEL, () => `${customer.workspaceId} ${MODEL} ${session}`)[0]?.name;
  while (home() !== "bedrock") session = newId();
  const got = await send(question(document(url)), { "x-session-id": session });
  expect([got.headers.get("x-relais-upstream"), got.headers.get("x-relais-route")]).toEqual(["vertex", "refused:request_too_large"]);
  // One page, even with bytes after the end of the document.
  expect(got.status).toBe(200);
  expect((await sent()).messages[0].content[0].source).toEqual(base64(large, "application/pdf"));
});

test("among accounts that take no links the second is asked with what was fetched for the first", async () => {
  serveFrom("bedrock", "vertex");
  expect((await send(question(image(picture)))).headers.get("x-relais-route")).toBe("affine");
  await fault("overloaded");
  const got = await send(question(image(picture)));
  expect([got.status, got.headers.get("x-relais-route")]).toEqual([200, "failover:529"]);
  expect(server.asked).toEqual(["/a.png", "/a.png"]);
  expect(await eventsOf(customer)).toMatchObject([{ outcome: "settled" }, { outcome: "settled" }]);
});

test.each(["bedrock", "mantle", "vertex"])(
  "a file of Anthropic's stays refused by its field at %s alone, and its links are not fetched",
  async (name) => {
    serveFrom(name);
    const file = { type: "image", source: { type: "file", file_id: "file_1" } };
    const body = { ...question(image(picture)), messages: [{ role: "user", content: [image(picture), file] }] };
    const got = await send(body);
    expect(got).toMatchObject({ status: 400, json: { error: { type: "invalid_request_error" } } });
    expect(got.json.error?.message).toMatch(/^messages: a source of type file is not available/);
    expect([server.asked, await callsSeen()]).toEqual([[], []]);
  },
);

test.each(["bedrock", "vertex"])(
  "tokens of linked content are not counted at %s alone: counting is free, and nobody fetches through us for nothing",
  async (name) => {
    serveFrom(name);
    const { max_tokens: _, ...body } = question(image(picture));
    const got = await ask(`${relay.url}/api/v1/messages/count_tokens`, { secret: customer.secret, body });
    expect(got).toMatchObject({ status: 400, json: { error: { message: expect.stringMatching(/send the content as base64/) } } });
    expect(server.asked).toEqual([]);
  },
);

import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { ask } from "@/lib/relay/testing/ask";
import { type Customer, eventsOf, newCustomer, startTestRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import { LinkReader } from "@/lib/upstreams/links/link-reader";
import { content, type LinkedServer, redirect, startLinkedServer } from "@/lib/upstreams/links/testing/linked-server";
import { callsSeen, control, lastCall, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";
import { classicPdf, flatTree, packedPdf, repeatedPage } from "@/lib/wire/pdf/testing/pdf-files";

let relay: TestRelay;
let server: LinkedServer;
let count = 0;

beforeAll(async () => {
  server = await startLinkedServer();
  relay = await startTestRelay(standInUrl, new LinkReader(server.surroundings));
  await control("POST", "settings", { answerTokens: 500 });
});
afterAll(async () => {
  await relay.close();
  await server.close();
});
beforeEach(() => {
  server.asked.length = 0;
});

const MODEL = "claude-opus-5";
const PDF_TYPE = "application/pdf";
const pdf = (pages: number) => classicPdf(flatTree(pages));
/** A new address, and the usage that the account reports for it. */
const served = (bytes: Buffer, type = PDF_TYPE, tokens = 900_000) =>
  server.serve(`/${count++}.pdf?stand-in-tokens=${tokens}`, content(bytes, type));
const document = (url: string) => ({ type: "document", source: { type: "url", url } });
const question = (...blocks: object[]) => ({ model: MODEL, max_tokens: 600, messages: [{ role: "user", content: blocks }] });
const send = ({ secret }: Customer, body: object, headers = {}) => ask(`${relay.url}/api/v1/messages`, { secret, body, headers });

type Held = { hold_nano: bigint; charge_nano: bigint; absorbed_nano: bigint };
const held = async (customer: Customer) => (await eventsOf(customer)) as unknown as Held[];

async function expectBounded(customer: Customer) {
  for (const { charge_nano, absorbed_nano, hold_nano } of await held(customer)) {
    expect(absorbed_nano).toBe(0n);
    expect(charge_nano).toBeLessThanOrEqual(hold_nano);
  }
  await expectBooksBalance(customer.workspaceId);
}

const bytes = fc.oneof(
  fc.integer({ min: 1, max: 130 }).map(pdf),
  fc.integer({ min: 1, max: 600 }).map((pages) => classicPdf(repeatedPage(pages))),
  fc.integer({ min: 1, max: 130 }).map((pages) => packedPdf(flatTree(pages))),
  fc.constantFrom(Buffer.from("no PDF"), Buffer.from("%PDF-1.4\nbroken"), Buffer.alloc(0)),
);
const links = fc.tuple(bytes, fc.nat(4), fc.integer({ min: 1, max: 980_000 })).map(([file, kind, tokens]) => {
  if (kind === 0) return `https://private.test/a.pdf?stand-in-tokens=${tokens}`;
  if (kind === 1) return `http://localhost/a.pdf?stand-in-tokens=${tokens}`;
  return served(file, kind === 2 ? "text/html" : PDF_TYPE, tokens);
});
const inText = (url: string, depth: number): object =>
  depth === 0 ? document(url) : { type: "tool_result", tool_use_id: "toolu_1", content: [document(url)] };

test("whatever a linked document holds, its call costs no more than was held for it, and nothing is absorbed", async () => {
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(links, { minLength: 1, maxLength: 3 }), fc.boolean(), fc.boolean(), async (urls, stream, isMarked) => {
      const customer = await newCustomer(900_000_000_000n);
      const blocks = urls.map((url) => ({ ...document(url), ...(isMarked && { cache_control: { type: "ephemeral", ttl: "1h" } }) }));
      const got = await send(customer, { ...question(...blocks), stream });
      if (got.status !== 200)
        expect(got.json.error?.message).toMatch(
          /^prompt is too long|A maximum of \d+ PDF pages|Too much media|PDF specified was not valid/,
        );
      else answered++;
      await expectBounded(customer);
    }),
    { numRuns: 60 },
  );
  expect(answered).toBeGreaterThan(20);
}, 180_000);

test("two pages are held for as two pages, and every account gets what was counted", async () => {
  const customer = await newCustomer(200_000_000n);
  const file = pdf(2);
  const url = served(file);
  expect((await send(customer, question(document(url), { type: "text", text: "What is it?" }))).status).toBe(200);
  const source = { type: "base64", media_type: PDF_TYPE, data: file.toString("base64") };
  expect(JSON.parse((await lastCall()).body).messages[0].content[0]).toEqual({ type: "document", source });
  const [event] = await held(customer);
  expect(event?.hold_nano).toBeLessThan(150_000_000n);
  await expectBounded(customer);
});

test("a link that leads elsewhere the second time is not asked a second time", async () => {
  const customer = await newCustomer(200_000_000n);
  const answers = [pdf(1), classicPdf(repeatedPage(600))];
  const url = server.serve("/changing.pdf", (response) => content(answers.shift() as Buffer, PDF_TYPE)(response));
  expect((await send(customer, question(document(url)))).status).toBe(200);
  expect(server.asked).toEqual(["/changing.pdf"]);
  await expectBounded(customer);
});

test("twenty calls at once on five dollars, with six hundred pages in six kilobytes, are all refused, free", async () => {
  const customer = await newCustomer(4_000_000_000n);
  const url = served(classicPdf(repeatedPage(600)));
  const before = (await callsSeen()).length;
  const answers = await Promise.all(Array.from({ length: 20 }, () => send(customer, question(document(url)))));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status !== 429)).toContain(402);
  expect(statuses).not.toContain(200);
  expect((await callsSeen()).length).toBe(before);
  expect(await eventsOf(customer)).toEqual([]);
});

describe("nothing is fetched", () => {
  const url = () => served(pdf(1));

  test("for a balance that does not cover the call without its documents", async () => {
    const customer = await newCustomer(1_000_000n);
    const got = await send(customer, question(document(url())));
    expect(got).toMatchObject({
      status: 402,
      json: {
        error: {
          type: "billing_error",
          max_tokens_that_fits: null,
          message: expect.stringMatching(/before its linked documents are counted/),
        },
      },
    });
    expect(server.asked).toEqual([]);
    expect(await eventsOf(customer)).toEqual([]);
  });

  test("where all that the model reads is held anyway", async () => {
    const customer = await newCustomer(900_000_000_000n);
    const tools = {
      mcp_servers: [{ type: "url", url: "https://example.com", name: "remote" }],
      tools: [{ type: "mcp_toolset", name: "mcp" }],
    };
    await send(customer, { ...question(document(url())), ...tools });
    expect(server.asked).toEqual([]);
  });

  test("for a call without documents, pictures stay links", async () => {
    const customer = await newCustomer();
    const picture = { type: "image", source: { type: "url", url: server.serve("/a.png", redirect("https://private.test/")) } };
    expect((await send(customer, question(picture))).status).toBe(200);
    expect(JSON.parse((await lastCall()).body).messages[0].content[0]).toEqual(picture);
    expect(server.asked).toEqual([]);
  });
});

test.each([
  ["does not exist", () => "https://localhost/none.pdf"],
  ["is not public", () => "https://private.test/a.pdf"],
  ["is plain http", () => "http://localhost/a.pdf"],
  ["is no PDF", () => served(Buffer.from("<html>"), "text/html")],
  ["is too long for a request", () => served(Buffer.concat([pdf(1), Buffer.alloc(26_000_000)]))],
])("a document that %s goes as it came, and is held for as all that the model reads; a small balance learns why", async (_, urlOf) => {
  const url = urlOf();
  const blocks = [document(served(pdf(1))), document(url)];
  const poor = await newCustomer();
  const refused = await send(poor, question(...blocks));
  expect(refused).toMatchObject({
    status: 402,
    json: { error: { message: expect.stringMatching(/linked document that could not be read here.*base64/) } },
  });
  expect(await eventsOf(poor)).toEqual([]);
  const customer = await newCustomer(20_000_000_000n);
  expect((await send(customer, { ...question(document(url)) })).status).toBe(200);
  expect(JSON.parse((await lastCall()).body).messages[0].content).toEqual([document(url)]);
  const [event] = await held(customer);
  expect(event?.hold_nano).toBeGreaterThanOrEqual(5_000_000_000n);
  await expectBounded(customer);
});

test("with x-relais-fit-max-tokens a short balance gets a shorter answer, and its document is read", async () => {
  const customer = await newCustomer(60_000_000n);
  const url = served(pdf(1));
  const got = await send(customer, { ...question(document(url)), max_tokens: 30_000 }, { "x-relais-fit-max-tokens": "true" });
  expect(got.status).toBe(200);
  expect(Number(got.headers.get("x-relais-max-tokens"))).toBeLessThan(1_000);
  await expectBounded(customer);
});

test("documents at any depth are read, and one where nobody looks is not taken for read", async () => {
  const customer = await newCustomer(400_000_000n);
  const called = { role: "assistant", content: [{ type: "tool_use", id: "toolu_1", name: "look", input: {} }] };
  const messages = [{ role: "user", content: "Look." }, called, { role: "user", content: [inText(served(pdf(3)), 1)] }];
  expect((await send(customer, { model: MODEL, max_tokens: 600, messages })).status).toBe(200);
  await expectBounded(customer);
});

test.each(["chat/completions", "responses"])("OpenAI's clients link to a PDF by %s", async (path) => {
  const customer = await newCustomer(300_000_000n);
  const url = served(pdf(2));
  const body =
    path === "responses"
      ? { model: MODEL, max_output_tokens: 600, input: [{ role: "user", content: [{ type: "input_file", file_url: url }] }] }
      : { model: MODEL, max_tokens: 600, messages: [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }] };
  const got = await ask(`${relay.url}/api/v1/${path}`, { secret: customer.secret, body });
  expect(got.status).toBe(200);
  expect((await lastCall()).body).toContain('"type":"base64"');
  await expectBounded(customer);
});

test("what one workspace has read at a time is bounded, and others go on", async () => {
  const surroundings = server.surroundings;
  const tight = await startTestRelay(standInUrl, new LinkReader(surroundings, { patienceMs: 10_000, mostBytesAtOnce: 400_000 }));
  try {
    const at = (customer: Customer, url: string) =>
      ask(`${tight.url}/api/v1/messages`, { secret: customer.secret, body: question(document(url)) });
    const greedy = await newCustomer(2_000_000_000n);
    const large = served(Buffer.concat([pdf(1), Buffer.alloc(250_000)]));
    expect(await at(greedy, large)).toMatchObject({ status: 529, json: { error: { message: expect.stringMatching(/Too many links/) } } });
    expect((await at(greedy, served(pdf(1)))).status).toBe(200);
    expect((await eventsOf(greedy)).length).toBe(1);
  } finally {
    await tight.close();
  }
});

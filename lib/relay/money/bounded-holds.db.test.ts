import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { ask } from "@/lib/relay/testing/ask";
import { type Customer, eventsOf, newCustomer, startTestRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import { control, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";
import { gif, jpeg, png, webp } from "@/lib/wire/media/testing/pictures";
import { type Bodies, classicPdf, flatTree, packedPdf, repeatedPage } from "@/lib/wire/pdf/testing/pdf-files";

let relay: TestRelay;

beforeAll(async () => {
  relay = await startTestRelay(standInUrl);
  await control("POST", "settings", { answerTokens: 2_000 });
});
afterAll(() => relay.close());

const MODELS = ["claude-opus-5", "claude-haiku-4-5-20251001", "claude-haiku-5-5", "claude-sonnet-4-6"];
const MARKER = fc.constantFrom(undefined, { type: "ephemeral" }, { type: "ephemeral", ttl: "1h" });

/** Text in many scripts, and characters that JSON escapes. */
const letters = fc.constantFrom("word ", "a b c ", "Ꭰ", "ᚠᛇᚻ", "ཀ", "语言", "🜁", "\n\t", '"\\', "0;9", "é", "ﷺ");
const text = fc
  .tuple(letters, fc.integer({ min: 1, max: 9_000 }))
  .map(([word, times]) => ({ type: "text", text: `x${word.repeat(times)}` }));

const side = fc.integer({ min: 1, max: 8_000 });
const picture = fc.tuple(side, side, fc.nat(5), fc.nat(3_000_000)).map(([width, height, kind, padding]) => {
  const [file, type] = ([
    [png(width, height), "png"],
    [gif(width, height), "gif"],
    [jpeg(width, height, padding), "jpeg"],
    ...webp(width, height).map((each) => [each, "webp"]),
  ][kind] ?? [png(width, height), "png"]) as [Buffer, string];
  const data = Buffer.concat([file, Buffer.alloc(padding % 200_000)]).toString("base64");
  return { type: "image", source: { type: "base64", media_type: `image/${type}`, data } };
});

const bodies = fc
  .tuple(fc.integer({ min: 1, max: 130 }), fc.nat(4), fc.nat(3_000), fc.integer({ min: 100, max: 9_000 }))
  .map(([pages, kind, content, width]): Bodies => {
    if (kind === 0) return repeatedPage(pages);
    const stream = `<</Length ${content}>>\nstream\n${" ".repeat(content)}\nendstream`;
    const page = `<</Type/Page/Parent 2 0 R/Contents 5000 0 R/MediaBox[0 0 ${width} 792]>>`;
    const flat = Object.fromEntries(Object.entries(flatTree(pages)).map(([number, body]) => [number, Number(number) < 10 ? body : page]));
    return { ...flat, 5000: stream };
  });
const document = fc.tuple(bodies, fc.boolean()).map(([objects, isPacked]) => {
  // The file contains the stream itself.
  const { 5000: stream, ...rest } = objects;
  const file = isPacked && !stream ? packedPdf(rest) : classicPdf(objects);
  return { type: "document", source: { type: "base64", media_type: "application/pdf", data: file.toString("base64") } };
});
const content = fc
  .array(fc.oneof(text, picture), { minLength: 1, maxLength: 3 })
  .map((blocks) => ({ type: "document", source: { type: "content", content: blocks } }));
const flat = fc.oneof(text, picture, document, content);
const block = fc.oneof(
  flat,
  fc.array(flat, { minLength: 1, maxLength: 3 }).map((blocks) => ({ type: "tool_result", tool_use_id: "toolu_1", content: blocks })),
);
const uses = fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined });
const tool = fc
  .tuple(
    fc.constantFrom(
      "web_search_20250305",
      "web_search",
      "web_fetch_20250910",
      "code_execution_20250825",
      "tool_search_tool_bm25",
      "tool_search_tool_regex",
      "mcp_toolset",
      "future_tool",
      "bash_20250124",
    ),
    uses,
  )
  .map(([type, max_uses]) => ({ type, name: type, ...(max_uses !== undefined && { max_uses }) }));
const serverTools = fc.record({
  tools: fc.uniqueArray(tool, { selector: ({ type }) => type, maxLength: 3 }),
  hasServers: fc.constantFrom(false, false, false, true),
  uses: fc.nat(12),
  tokens: fc.constantFrom(0, 500, 16_000, 90_000, 700_000),
});
const drawn = fc.record({
  serverTools: fc.option(serverTools),
  model: fc.constantFrom(...MODELS),
  max_tokens: fc.integer({ min: 1, max: 3_000 }),
  blocks: fc.array(fc.tuple(block, fc.boolean()), { minLength: 1, maxLength: 4 }),
  marker: MARKER,
  stream: fc.boolean(),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer Value> ? Value : never;

/** The results come first, each with its own id and call. */
function requestOf({ blocks, marker, serverTools, ...others }: Drawn) {
  const fields = { ...others, ...toolsOf(serverTools) };
  const order = serverTools ? [{ type: "text", text: `[[server-tools:${serverTools.uses} ${serverTools.tokens}]]` }] : [];
  const placed = blocks.map(([each, isMarked], index) => ({
    ...each,
    ...(each.type === "tool_result" && { tool_use_id: `toolu_${index}` }),
    ...(isMarked && marker && { cache_control: marker }),
  }));
  const results = placed.filter(({ type }) => type === "tool_result") as { tool_use_id?: string }[];
  const content = [...results, ...placed.filter(({ type }) => type !== "tool_result"), ...order];
  if (results.length === 0) return { ...fields, messages: [{ role: "user", content }] };
  const called = results.map(({ tool_use_id }) => ({ type: "tool_use", id: tool_use_id, name: "look", input: {} }));
  return {
    ...fields,
    messages: [
      { role: "user", content: "Look." },
      { role: "assistant", content: called },
      { role: "user", content },
    ],
  };
}

function toolsOf(serverTools: Drawn["serverTools"]) {
  if (serverTools === null) return {};
  const { tools, hasServers } = serverTools;
  const servers = hasServers && { mcp_servers: [{ type: "url", url: "https://example.com", name: "remote" }] };
  return { ...(tools.length > 0 && { tools }), ...servers };
}

test("whatever a request holds, its call costs no more than was held for it, and nothing is absorbed", async () => {
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(drawn, async (request) => {
      const customer = await newCustomer(900_000_000_000n);
      const headers = { "anthropic-beta": "mcp-client-2026-09-15" };
      const got = await ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body: requestOf(request), headers });
      // The stand-in refuses a prompt that is too long or has too many pages; such a call is free.
      if (got.status !== 200) expect(got.json.error?.message).toMatch(/^prompt is too long|^Too much media|A maximum of \d+ PDF pages/);
      await expectBounded(customer);
      if (got.status === 200) answered++;
    }),
    { numRuns: 60 },
  );
  expect(answered).toBeGreaterThan(20);
  // A hundred megabytes of pictures and documents are sent in each direction.
}, 180_000);

const texts = fc.tuple(letters, fc.integer({ min: 1, max: 60_000 })).map(([word, times]) => Buffer.from(word.repeat(times)));
const uploads = fc.oneof(
  fc.tuple(bodies, fc.boolean()).map(([{ 5000: stream, ...rest }, isPacked]) => ({
    bytes: isPacked && !stream ? packedPdf(rest) : classicPdf(stream ? { ...rest, 5000: stream } : rest),
    type: "application/pdf",
  })),
  texts.map((bytes) => ({ bytes, type: "text/plain" })),
  fc.uint8Array({ minLength: 1, maxLength: 3_000 }).map((bytes) => ({ bytes: Buffer.from(bytes), type: "text/plain" })),
  texts.map((bytes) => ({ bytes, type: "application/pdf" })),
  fc.tuple(side, side).map(([width, height]) => ({ bytes: png(width, height), type: "image/png" })),
  fc.tuple(side, side, fc.nat(2_000_000)).map(([width, height, padding]) => ({ bytes: jpeg(width, height, padding), type: "image/jpeg" })),
);

test("the same of files that were uploaded before", async () => {
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(uploads, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...MODELS),
      MARKER,
      async (files, model, marker) => {
        const customer = await newCustomer(900_000_000_000n);
        const content = [];
        for (const { bytes, type } of files) {
          const form = new FormData();
          form.append("file", new Blob([new Uint8Array(bytes)], { type }), "file");
          const headers = { "x-api-key": customer.secret, "anthropic-version": "2023-06-01" };
          const kept = await fetch(`${relay.url}/api/v1/files`, { method: "POST", headers, body: form });
          expect(kept.status).toBe(200);
          const { id } = (await kept.json()) as { id: string };
          const source = { type: "file", file_id: id };
          content.push({ type: type.startsWith("image/") ? "image" : "document", source, ...(marker && { cache_control: marker }) });
        }
        const body = { model, max_tokens: 500, messages: [{ role: "user", content }] };
        const got = await ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body });
        if (got.status !== 200)
          expect(got.json.error?.message).toMatch(/^prompt is too long|A maximum of \d+ PDF pages|PDF specified was not valid/);
        else answered++;
        await expectBounded(customer);
      },
    ),
    { numRuns: 40 },
  );
  expect(answered).toBeGreaterThan(15);
}, 180_000);

async function expectBounded(customer: Customer) {
  for (const event of await eventsOf(customer)) {
    const { charge_nano, absorbed_nano, hold_nano } = event as typeof event & { absorbed_nano: bigint };
    expect(absorbed_nano).toBe(0n);
    expect(charge_nano).toBeLessThanOrEqual(hold_nano);
  }
  await expectBooksBalance(customer.workspaceId);
}

describe("six hundred pages in six kilobytes", () => {
  const data = classicPdf(repeatedPage(600)).toString("base64");
  const document = { type: "document", source: { type: "base64", media_type: "application/pdf", data } };
  const question = (content: object[]) => ({ model: "claude-opus-5", max_tokens: 100, messages: [{ role: "user", content }] });
  const dataUrl = `data:application/pdf;base64,${data}`;

  test.each([
    ["messages", question([document])],
    ["messages", question([{ type: "document", source: { type: "content", content: [{ type: "text", text: "x" }] } }, document])],
    ["chat/completions", question([{ type: "file", file: { file_data: dataUrl } }])],
    [
      "responses",
      { model: "claude-opus-5", input: [{ role: "user", content: [{ type: "input_file", file_data: dataUrl }] }], max_output_tokens: 100 },
    ],
  ])("%s: twenty calls at once on five dollars are all refused, free", async (path, body) => {
    const customer = await newCustomer(5_000_000_000n);
    const calls = Array.from({ length: 20 }, () => ask(`${relay.url}/api/v1/${path}`, { secret: customer.secret, body }));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    // Some may exceed the tokens per minute.
    expect(statuses.filter((status) => status !== 429)).toContain(402);
    expect(statuses).not.toContain(200);
    expect(await eventsOf(customer)).toEqual([]);
  });

  test("the same bytes with one page are answered for cents", async () => {
    const customer = await newCustomer(100_000_000n);
    const padded = classicPdf({ ...flatTree(1), 5: `<<>>stream\n${"x".repeat(2_000_000)}\nendstream` }).toString("base64");
    const one = { ...document, source: { ...document.source, data: padded } };
    const got = await ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body: question([one]) });
    expect(got.status).toBe(200);
    await expectBounded(customer);
  });
});

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { LinkReader } from "@/lib/upstreams/links/link-reader";
import { asking, BOUNDS, document, image, inlinedBy, MB, refusalBy } from "@/lib/upstreams/links/testing/linked-request";
import { content, GIF, JPEG, type LinkedServer, PDF, PNG, startLinkedServer, WEBP } from "@/lib/upstreams/links/testing/linked-server";
import { MESSAGES_PATH } from "@/lib/upstreams/upstream";

let server: LinkedServer;
let reader: LinkReader;

beforeAll(async () => {
  server = await startLinkedServer();
  reader = new LinkReader(server.surroundings);
});
afterAll(() => server.close());
beforeEach(() => {
  server.asked.length = 0;
  server.resolved.length = 0;
});

const inlined = (blocks: object[], from = reader) => inlinedBy(from, blocks);
const refusal = (blocks: object[], from = reader, largest?: number) => refusalBy(from, blocks, largest);
const base64 = (bytes: Buffer, media_type: string) => ({ type: "base64", media_type, data: bytes.toString("base64") });

test("the content of links takes their places, and every other byte stays", async () => {
  const png = server.serve("/a.png", content(PNG, "image/png"));
  const pdf = server.serve("/a.pdf?x=1", content(PDF, "application/pdf; charset=binary"));
  const source = (url: string) => `{ "type" : "url", "url":"${url}" }`;
  const text = (one: string, two: string) =>
    `{"temperature":1.0, "10":1,"2":12345678901234567890,"messages":[{"role":"user","content":[{"type":"text","text":"caf\\u00e9"},` +
    ` {"source":${one},"type":"image","cache_control":{"type":"ephemeral"}},{"type":"tool_result","content":[{"type":"document","source":${two}}]}]}] }`;
  const request = await reader.inlined(asking(text(source(png), source(pdf))), 20 * MB);
  expect(request.body.toString()).toBe(
    text(JSON.stringify(base64(PNG, "image/png")), JSON.stringify(base64(PDF, "application/pdf"))).replace(/("type":"base64"),/g, "$1,"),
  );
  expect(request).toMatchObject({ path: MESSAGES_PATH, silenceMs: 1_000 });
});

test.each<[string, Buffer, string | undefined, string]>([
  ["a JPEG", JPEG, "image/jpeg", "image/jpeg"],
  ["a GIF", GIF, "image/gif", "image/gif"],
  ["a WebP", WEBP, "image/webp", "image/webp"],
  ["a PNG that is called a JPEG", PNG, "image/jpeg", "image/png"],
  ["a PNG in a store that knows no type", PNG, "binary/octet-stream", "image/png"],
  ["a JPEG of no type", JPEG, undefined, "image/jpeg"],
])("%s is recognised by its bytes", async (_, bytes, contentType, mediaType) => {
  const url = server.serve("/picture", content(bytes, contentType));
  expect(await inlined([image(url)])).toEqual([{ type: "image", source: base64(bytes, mediaType) }]);
});

test("a link that stands in several places is fetched once", async () => {
  const url = server.serve("/twice.png", content(PNG, "image/png"));
  expect(await inlined([image(url), image(url)])).toEqual(Array(2).fill({ type: "image", source: base64(PNG, "image/png") }));
  expect(server.asked).toEqual(["/twice.png"]);
});

const large = (bytes: Buffer, size: number) => Buffer.concat([bytes, Buffer.alloc(size - bytes.length)]);
/** The largest picture that fits into 5 MB of base64. */
const LARGEST_PICTURE = (5 * MB * 3) / 4;

test.each<[string, RegExp, () => object]>([
  ["a web page", /not lead to a JPEG, PNG, GIF or WebP\. Nothing/, () => image(server.serve("/x", content(PNG, "text/html")))],
  ["what is called a picture", /not lead to a JPEG/, () => image(server.serve("/x", content(Buffer.from("<svg/>"), "image/png")))],
  ["a picture that Claude does not take", /not lead to a JPEG/, () => image(server.serve("/x", content(PNG, "image/svg+xml")))],
  ["a PDF as a picture", /not lead to a JPEG/, () => image(server.serve("/x", content(PDF, undefined)))],
  ["a picture as a document", /not lead to a PDF\. Nothing/, () => document(server.serve("/x", content(PNG, undefined)))],
  ["an empty answer", /not lead to a JPEG/, () => image(server.serve("/x", content(Buffer.alloc(0), "image/png")))],
  ["a packed answer", /not lead to a JPEG/, () => image(server.serve("/x", content(PNG, "image/png", { "content-encoding": "gzip" })))],
  [
    "a picture too large",
    /larger than 5 MB in base64/,
    () => image(server.serve("/x", content(large(PNG, LARGEST_PICTURE + 1), "image/png"))),
  ],
  [
    "a picture too large that does not say so",
    /larger than 5 MB in base64/,
    () => image(server.serve("/x", (response) => response.writeHead(200).end(large(PNG, LARGEST_PICTURE + 1)))),
  ],
  ["a document too large", /larger than 32 MB/, () => document(server.serve("/x", content(large(PDF, 32 * MB + 1), "application/pdf")))],
  [
    "a document too large for the request",
    /more than a request/,
    () => document(server.serve("/x", content(large(PDF, 15 * MB), undefined))),
  ],
])("%s is refused by its place", async (_, message, block) => {
  const error = await refusal([block()]);
  expect(error).toMatchObject({
    code: "invalid_request",
    message: expect.stringMatching(message),
    param: "messages.0.content.0.source.url",
  });
});

test("the largest picture and a document near the platform's limit are accepted; the same one twice is too much for it", async () => {
  const picture = server.serve("/large.png", content(large(PNG, LARGEST_PICTURE), "image/png"));
  const paper = server.serve("/large.pdf", content(large(PDF, 9 * MB), "application/pdf"));
  const [first, second] = await inlined([image(picture), document(paper)]);
  expect([first.source.data.length, second.source.data.length]).toEqual([5 * MB, 12 * MB]);
  const error = await refusal([document(paper), document(paper)]);
  expect([error.message, error.param]).toEqual([expect.stringMatching(/more than a request/), "messages.0.content.1.source.url"]);
});

test("content beyond a request's limit is not read to its end", async () => {
  const url = server.serve("/endless.pdf", (response) => response.writeHead(200).write(large(PDF, 4 * MB)));
  const patient = new LinkReader(server.surroundings, { ...BOUNDS, patienceMs: 60_000 });
  expect((await refusal([document(url)], patient, 4 * MB)).message).toMatch(/more than a request/);
});

test("a request may have twenty links", async () => {
  const links = Array.from({ length: 21 }, (_, index) => image(server.serve(`/${index}.png`, content(PNG, "image/png"))));
  expect(await inlined(links.slice(0, 20))).toHaveLength(20);
  expect(server.asked).toHaveLength(20);
  const { message, param } = await refusal(links);
  expect([message, param]).toEqual([expect.stringMatching(/may have 20 links/), "messages.0.content.20.source.url"]);
  expect(server.asked).toHaveLength(20);
});

test("the first link that fails ends the wait for the others", async () => {
  const slow = server.serve("/slow", () => undefined);
  const patient = new LinkReader(server.surroundings, { ...BOUNDS, patienceMs: 60_000 });
  const { param } = await refusal([image(slow), image("https://private.test/"), image(`${slow}?2`)], patient);
  expect(param).toBe("messages.0.content.1.source.url");
});

test("the bytes of all requests at once are bounded, and freed afterwards", async () => {
  const narrow = new LinkReader(server.surroundings, { ...BOUNDS, mostBytesAtOnce: 3 * MB });
  const two = image(server.serve("/two.png", content(large(PNG, 2 * MB), "image/png")));
  for (let turn = 0; turn < 3; turn += 1) expect(await inlined([two], narrow)).toHaveLength(1);
  const cut = image(
    server.serve("/cut", (response) => {
      response.writeHead(200, { "content-length": 3 * MB }).write(large(PNG, 2 * MB), () => response.destroy());
    }),
  );
  expect((await refusal([cut], narrow)).message).toMatch(/could not be fetched/);
  const four = image(server.serve("/four.png", content(large(PNG, 3.5 * MB), "image/png")));
  expect(await refusal([four], narrow)).toMatchObject({ code: "upstream_unavailable", retryAfterSeconds: 2 });
  expect(await inlined([two], narrow)).toHaveLength(1);
});

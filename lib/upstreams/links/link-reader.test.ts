import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AppError } from "@/lib/errors";
import { INTERNET } from "@/lib/upstreams/links/fetch-link";
import { LinkReader } from "@/lib/upstreams/links/link-reader";
import {
  ADDRESS,
  content,
  GIF,
  JPEG,
  type LinkedServer,
  PDF,
  PNG,
  redirect,
  startLinkedServer,
  WEBP,
} from "@/lib/upstreams/links/testing/linked-server";
import { MESSAGES_PATH, type UpstreamRequest } from "@/lib/upstreams/upstream";

const MB = 1024 * 1024;
const BOUNDS = { patienceMs: 10_000, mostBytesAtOnce: 256 * MB };
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

const image = (url: string) => ({ type: "image", source: { type: "url", url } });
const document = (url: string) => ({ type: "document", source: { type: "url", url } });
const asking = (text: string): UpstreamRequest => ({ path: MESSAGES_PATH, headers: {}, body: Buffer.from(text), silenceMs: 1_000 });
const bodyOf = (blocks: object[]) => JSON.stringify({ messages: [{ role: "user", content: blocks }] });
const inlined = async (blocks: object[], from = reader, largest = 20 * MB) =>
  JSON.parse((await from.inlined(asking(bodyOf(blocks)), largest)).body.toString()).messages[0].content;
const refusal = async (blocks: object[], from = reader, largest = 20 * MB): Promise<AppError> =>
  inlined(blocks, from, largest).then(
    () => Promise.reject(new Error("it was taken")),
    (error) => error,
  );
const base64 = (bytes: Buffer, media_type: string) => ({ type: "base64", media_type, data: bytes.toString("base64") });

test("what links lead to takes their places, and every other byte stays", async () => {
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
  ["a PNG in a store that was told no type", PNG, "binary/octet-stream", "image/png"],
  ["a JPEG of no type", JPEG, undefined, "image/jpeg"],
])("%s is told by its bytes", async (_, bytes, contentType, mediaType) => {
  const url = server.serve("/picture", content(bytes, contentType));
  expect(await inlined([image(url)])).toEqual([{ type: "image", source: base64(bytes, mediaType) }]);
});

test("a link that stands in several places is fetched once", async () => {
  const url = server.serve("/twice.png", content(PNG, "image/png"));
  expect(await inlined([image(url), image(url)])).toEqual(Array(2).fill({ type: "image", source: base64(PNG, "image/png") }));
  expect(server.asked).toEqual(["/twice.png"]);
});

test("three redirects are followed, each to a name whose addresses are looked up and judged anew; a fourth is not", async () => {
  server.serve("/end.png", content(PNG, "image/png"));
  server.serve("/3", redirect("/end.png", 308));
  server.serve("/2", redirect("https://localhost/3", 301));
  const three = server.serve("/1", redirect("2", 307));
  const four = server.serve("/0", redirect("/1", 303));
  expect(await inlined([image(three)])).toHaveLength(1);
  expect(server.resolved).toEqual(Array(4).fill("localhost"));
  expect((await refusal([image(four)])).message).toMatch(/could not be fetched/);
});

describe("the same words, whatever is behind a link that cannot be fetched", () => {
  const COULD_NOT =
    "messages.0.content.1.source.url: the link could not be fetched. It has to be public and to answer within ten seconds; " +
    "the content can be sent as base64 instead. Nothing was charged.";
  test.each<[string, string | (() => string), number]>([
    ["a private address", "https://private.test/a.png", 0],
    ["a public address where nobody listens", "https://nobody.test/a.png", 0],
    ["a name that nobody has", "https://unknown.test/a.png", 0],
    ["a loopback address as a number", "https://2130706433/a.png", 0],
    ["IPv4 inside IPv6", "https://[::ffff:127.0.0.3]/a.png", 0],
    ["a certificate for another name", "https://other-name.test/a.png", 0],
    ["a 404 with a picture", "https://localhost/nowhere.png", 1],
    ["a redirect to a private address", () => server.serve("/in", redirect("https://private.test/")), 1],
    ["a redirect to a private address by its number", () => server.serve("/in", redirect("https://169.254.169.254/latest/meta-data")), 1],
    ["a redirect to plain http", () => server.serve("/http", redirect("http://localhost/end.png")), 1],
    ["a redirect to another port", () => server.serve("/port", redirect("https://localhost:8443/end.png")), 1],
    ["a redirect with credentials", () => server.serve("/as", redirect("https://a:b@localhost/end.png")), 1],
    ["a redirect to nowhere", () => server.serve("/none", (response) => response.writeHead(302).end()), 1],
    [
      "a connection that breaks off",
      () =>
        server.serve("/cut", (response) => {
          response.writeHead(200, { "content-length": 99 }).write(PNG);
          response.destroy();
        }),
      1,
    ],
  ])("%s", async (_, link, asked) => {
    const url = typeof link === "string" ? link : link();
    expect(await refusal([{ type: "text", text: "a" }, image(url)])).toMatchObject({
      code: "invalid_request",
      message: COULD_NOT,
      param: "messages.0.content.1.source.url",
    });
    expect(server.asked).toHaveLength(asked);
  });

  test("a name with a private address beside a public one, or one that changes its mind on the way", async () => {
    server.serve("/end.png", content(PNG, "image/png"));
    const url = server.serve("/start", redirect("/end.png"));
    server.nextAddresses.push([ADDRESS, "192.168.0.1"]);
    expect((await refusal([{ type: "text", text: "a" }, image(url)])).message).toBe(COULD_NOT);
    expect(server.asked).toEqual([]);
    server.nextAddresses.push([ADDRESS], ["192.168.0.1", ADDRESS]);
    expect((await refusal([{ type: "text", text: "a" }, image(url)])).message).toBe(COULD_NOT);
    expect(server.asked).toEqual(["/start"]);
  });

  test("a name that leads to this host, where only public addresses are allowed", async () => {
    const url = server.serve("/end.png", content(PNG, "image/png"));
    const strict = new LinkReader({ ...server.surroundings, isAllowed: INTERNET.isAllowed });
    expect((await refusal([{ type: "text", text: "a" }, image(url)], strict)).message).toBe(COULD_NOT);
    expect(server.asked).toEqual([]);
  });

  test.each(["headers", "content"])("a server that is slow with its %s", async (part) => {
    const url = server.serve("/slow", (response) => {
      if (part === "content") response.writeHead(200, { "content-type": "image/png", "content-length": 99 }).write(PNG);
    });
    const hasty = new LinkReader(server.surroundings, { ...BOUNDS, patienceMs: 200 });
    expect((await refusal([{ type: "text", text: "a" }, image(url)], hasty)).message).toBe(COULD_NOT);
  });

  test.each([
    "https://127.0.0.1/",
    "https://localhost/",
    "https://0x7f.1/",
    "https://[::1]/",
    "https://[::ffff:7f00:1]/",
    "https://169.254.169.254/",
    "https://0/",
  ])("%s, for a reader without a test's surroundings", async (url) => {
    expect((await refusal([{ type: "text", text: "a" }, image(url)], new LinkReader())).message).toBe(COULD_NOT);
  });
});

test.each([
  "http://localhost/a.png",
  "https://localhost:8443/a.png",
  "https://a:b@localhost/a.png",
  "https://a@localhost/",
  "ftp://localhost/a",
  "file:///etc/passwd",
  "data:image/png;base64,AAAA",
  "a.png",
  "",
])("%j is no link that is fetched, and nobody is asked", async (url) => {
  const good = server.serve("/a.png", content(PNG, "image/png"));
  const { message, param } = await refusal([image(good), image(url)]);
  expect([message, param]).toEqual([expect.stringMatching(/: must be an https link/), "messages.0.content.1.source.url"]);
  expect([server.asked, server.resolved]).toEqual([[], []]);
});

const large = (bytes: Buffer, size: number) => Buffer.concat([bytes, Buffer.alloc(size - bytes.length)]);
/** The largest picture that has room in 5 MB of base64. */
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

test("the largest picture and a document near the platform's limit are taken; twice the same one is too much for it", async () => {
  const picture = server.serve("/large.png", content(large(PNG, LARGEST_PICTURE), "image/png"));
  const paper = server.serve("/large.pdf", content(large(PDF, 9 * MB), "application/pdf"));
  const [first, second] = await inlined([image(picture), document(paper)]);
  expect([first.source.data.length, second.source.data.length]).toEqual([5 * MB, 12 * MB]);
  const error = await refusal([document(paper), document(paper)]);
  expect([error.message, error.param]).toEqual([expect.stringMatching(/more than a request/), "messages.0.content.1.source.url"]);
});

test("what is more than a request may hold is not read to its end", async () => {
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

test("the first link that cannot be had ends the wait for the others", async () => {
  const slow = server.serve("/slow", () => undefined);
  const patient = new LinkReader(server.surroundings, { ...BOUNDS, patienceMs: 60_000 });
  const { param } = await refusal([image(slow), image("https://private.test/"), image(`${slow}?2`)], patient);
  expect(param).toBe("messages.0.content.1.source.url");
});

test("what all requests have read at once is bounded, and free again afterwards", async () => {
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

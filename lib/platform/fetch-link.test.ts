import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { INTERNET } from "@/lib/platform/fetch-link";
import { LinkReader } from "@/lib/upstreams/links/link-reader";
import { BOUNDS, image, inlinedBy, refusalBy } from "@/lib/upstreams/links/testing/linked-request";
import { ADDRESS, content, type LinkedServer, PNG, redirect, startLinkedServer } from "@/lib/upstreams/links/testing/linked-server";

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
const refusal = (blocks: object[], from = reader) => refusalBy(from, blocks);

test("three redirects are followed, and the addresses of each name are looked up and checked again; a fourth is not followed", async () => {
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

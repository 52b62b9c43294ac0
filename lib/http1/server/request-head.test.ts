import { expect, test } from "vitest";
import { readDirectHead } from "@/lib/http1/server/request-head";
import { SHORT_BODY_BYTES } from "@/lib/relay/reception/short-body";
import { isRelayed } from "@/server/relayed-path";

const SERVED = { isServed: isRelayed, mostBodyBytes: SHORT_BODY_BYTES };
const read = (text: string) => readDirectHead(Buffer.from(text, "latin1"), SERVED);
const post = (lines: string[] = [], first = "POST /api/v1/messages HTTP/1.1") =>
  `${[first, "host: relais", ...lines].map((line) => `${line}\r\n`).join("")}\r\n`;

test("a plain request is read: its method, its target, its headers, and where its body stands", () => {
  const head = read(`${post(["Content-Length: 5", "X-Api-Key: k"], "POST /api/v1/messages?beta=true HTTP/1.1")}hello`);
  expect(head).toMatchObject({ method: "POST", target: "/api/v1/messages?beta=true", bodyBytes: 5 });
  expect({ ...head?.headers }).toEqual({ host: "relais", "content-length": "5", "x-api-key": "k" });
  expect(head?.bodyFrom).toBe(post(["Content-Length: 5", "X-Api-Key: k"], "POST /api/v1/messages?beta=true HTTP/1.1").length);
});

test("a request without a body has none", () => {
  expect(read(post([], "GET /api/v1/models HTTP/1.1"))).toMatchObject({ method: "GET", bodyBytes: 0 });
  expect(read(post())).toMatchObject({ method: "POST", bodyBytes: 0 });
});

test("a head is not read before its last byte is here", () => {
  const whole = post(["content-length: 0"]);
  for (let length = 0; length < whole.length; length++) expect(read(whole.slice(0, length))).toBeNull();
  expect(read(whole)).not.toBeNull();
});

test.each([
  ["a page", post([], "GET /usage HTTP/1.1")],
  ["another path of the portal's", post([], "POST /api/stripe/webhook HTTP/1.1")],
  ["an address in place of a path", post([], "GET http://elsewhere/api/v1/key HTTP/1.1")],
  ["another method", post([], "DELETE /api/v1/keys/1 HTTP/1.1")],
  ["a HEAD", post([], "HEAD /api/v1/models HTTP/1.1")],
  ["an older version", post([], "POST /api/v1/messages HTTP/1.0")],
  ["a newer version", post([], "POST /api/v1/messages HTTP/1.10")],
  ["two spaces", post([], "POST  /api/v1/messages HTTP/1.1")],
  ["a target with a space", post([], "POST /api/v1/mess ages HTTP/1.1")],
  ["a target beyond ASCII", post([], "POST /api/v1/m\xe9ssages HTTP/1.1")],
  ["an empty line before it", `\r\n${post()}`],
  ["no host", "POST /api/v1/messages HTTP/1.1\r\n\r\n"],
  ["two hosts", post(["host: other"])],
  ["chunks", post(["transfer-encoding: chunked"])],
  ["a length and chunks", post(["content-length: 5", "transfer-encoding: chunked"])],
  ["two lengths", post(["content-length: 5", "content-length: 5"])],
  ["a length with a sign", post(["content-length: +5"])],
  ["a length that is no number", post(["content-length: 5x"])],
  ["no length in its header", post(["content-length:"])],
  ["a length of a megabyte", post(["content-length: 1000000"])],
  ["a length that a GET has", post(["content-length: 5"], "GET /api/v1/models HTTP/1.1")],
  ["an expectation", post(["expect: 100-continue"])],
  ["another protocol", post(["connection: upgrade", "upgrade: websocket"])],
  ["words of its own about the connection", post(["connection: close, x-api-key"])],
  ["a repeated header", post(["anthropic-beta: a", "anthropic-beta: b"])],
  ["a folded header", post(["x: a", " b: c"])],
  ["a bare line feed", post(["x: a\ny: b"])],
  ["a head above 16 KB", post([`x: ${"y".repeat(16_384)}`])],
])("left to node:http: %s", (_, text) => {
  expect(read(text)).toBeNull();
});

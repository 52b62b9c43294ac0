import { expect, test } from "vitest";
import { requestHead, UnsendableRequest } from "@/lib/http1/client/request-head";

const head = (path: string, headers: Record<string, string | undefined> = {}) =>
  requestHead({ host: "a.example:8443", targetPrefix: "", proxyHeader: "" }, path, headers, 7);

test("the head has the host, the headers in their order, and the body's length", () => {
  expect(head("/v1/messages?beta=true", { "X-Api-Key": "sk", "anthropic-beta": "a, b\t\xe9", empty: "", none: undefined })).toBe(
    "POST /v1/messages?beta=true HTTP/1.1\r\nhost: a.example:8443\r\nconnection: keep-alive\r\n" +
      "X-Api-Key: sk\r\nanthropic-beta: a, b\t\xe9\r\nempty: \r\ncontent-length: 7\r\n\r\n",
  );
});

test("a method other than POST has no body and no header for one", () => {
  const target = { host: "a.example", targetPrefix: "", proxyHeader: "" };
  for (const method of ["GET", "DELETE"] as const)
    expect(requestHead(target, "/v1/x", { "x-api-key": "sk" }, 0, method)).toBe(
      `${method} /v1/x HTTP/1.1\r\nhost: a.example\r\nconnection: keep-alive\r\nx-api-key: sk\r\n\r\n`,
    );
});

test.each(["\r", "\n", "\r\nx: y", "\0", "\x7f", "\x1b", "\u0100", "😀", "\u560d\u560a"])("a value with %j is never written", (odd) => {
  for (const value of [odd, `a${odd}`, `${odd}a`, `a${odd}b`])
    expect(() => head("/", { "anthropic-beta": value })).toThrow(UnsendableRequest);
});

test.each(["", " ", "a b", "a:", "a\r\nb", "\xe9", "é", "a\0", "(a)"])("a name like %j is never written", (name) => {
  for (const _ of [1, 2]) expect(() => head("/", { [name]: "x" })).toThrow(UnsendableRequest);
});

test.each(["", "v1", "/a b", "/a\r\nhost: b", "/a\n", "/\0", "/\u0100", "http://b.example/", "/a\x7f"])(
  "a path like %j is never written",
  (path) => {
    expect(() => head(path)).toThrow(UnsendableRequest);
  },
);

test.each(["Host", "content-length", "Transfer-Encoding", "connection", "keep-alive", "upgrade", "Expect", "te", "trailer"])(
  "%s is ours to say",
  (name) => {
    for (const _ of [1, 2]) expect(() => head("/", { [name]: "1" })).toThrow(UnsendableRequest);
  },
);

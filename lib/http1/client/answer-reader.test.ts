import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AnswerReader } from "@/lib/http1/client/answer-reader";

type Recorded = { status: number; headers: object; body: string; end: string; keepAliveMs: number; hasSurplus: boolean };

const reader = new AnswerReader();
/** All reads use the same buffer: behind the new bytes stand those of earlier reads. */
const shared = Buffer.alloc(70_000);

function push(piece: string, left: string): void {
  shared.fill(left).write(piece, "latin1");
  reader.push(shared, piece.length);
}

/** What a reader reports for an answer that arrives in these pieces before the connection is closed. */
function read(pieces: string[], left = "\r\n"): Recorded {
  reader.reset();
  const recorded: Recorded = { status: 0, headers: {}, body: "", end: "", keepAliveMs: 0, hasSurplus: false };
  for (const piece of pieces) {
    if (reader.isOver || reader.fault) break;
    push(piece, left);
    if (reader.head) Object.assign(recorded, { status: reader.head.status, headers: { ...reader.head.headers } });
    recorded.body += shared.toString("latin1", reader.payload.start, reader.payload.end);
  }
  // With a length, the answer ends before surplus bytes can arrive.
  const { hasSurplus } = reader;
  if (!reader.isOver && !reader.fault) reader.close();
  return { ...recorded, end: reader.fault === null ? "whole" : "broken", keepAliveMs: reader.keepAliveMs, hasSurplus };
}

/** Every way to cut it in two, and into single bytes. */
function expectSameHoweverSplit(answer: string): Recorded {
  const { hasSurplus: _, ...whole } = read([answer]);
  for (let at = 1; at < answer.length; at += 1) expect(read([answer.slice(0, at), answer.slice(at)])).toMatchObject(whole);
  expect(read([...answer])).toMatchObject(whole);
  expect(read([...answer], "\n0")).toMatchObject(whole);
  return read([answer]);
}

const OK = "HTTP/1.1 200 OK\r\n";
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`;

describe("whole answers, however they are split", () => {
  test.each<[string, string, string]>([
    ["with a length", `${OK}Content-Length: 5\r\n\r\nhello`, "hello"],
    ["of no length", `${OK}content-length: 0\r\n\r\n`, ""],
    ["in one chunk", `${CHUNKED}5\r\nhello\r\n0\r\n\r\n`, "hello"],
    ["in chunks", `${CHUNKED}5\r\nhello\r\n1\r\n,\r\n6\r\n world\r\n000\r\n\r\n`, "hello, world"],
    ["in chunks with extensions", `${CHUNKED}A;a=1;b="c d"\r\n0123456789\r\n0;last\r\n\r\n`, "0123456789"],
    ["in chunks with trailers", `${CHUNKED}1\r\na\r\n0\r\nx-checksum: 1\r\nx-other: 2\r\n\r\n`, "a"],
    ["in chunks that hold line ends", `${CHUNKED}6\r\n\r\n0\r\n\r\r\n0\r\n\r\n`, "\r\n0\r\n\r"],
    ["until the connection closes", `${OK}\r\nhello`, "hello"],
    ["of an old server", "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nhi", "hi"],
    ["without a reason", "HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nhi", "hi"],
    [
      "after interim answers",
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n${OK}content-length: 2\r\n\r\nhi`,
      "hi",
    ],
  ])("%s", (_, answer, body) => {
    expect(expectSameHoweverSplit(answer)).toMatchObject({ status: 200, body, end: "whole", hasSurplus: false });
  });

  test.each([204, 304])("%i has no body, whatever its headers say", (status) => {
    const answer = `HTTP/1.1 ${status} x\r\ncontent-length: 5\r\n\r\n`;
    expect(expectSameHoweverSplit(answer)).toMatchObject({ status, body: "", end: "whole" });
  });

  test("headers are read in lower case, repeats joined", () => {
    const answer = `${OK}Request-Id: req_1\r\nSet-Cookie: a\r\nset-cookie: b\r\ncontent-length: 0\r\n\r\n`;
    expect(read([answer]).headers).toEqual({ "request-id": "req_1", "set-cookie": "a, b", "content-length": "0" });
  });
});

describe("broken answers, however they are split", () => {
  test.each<[string, string, string]>([
    ["no HTTP", "SSH-2.0-OpenSSH_9.6\r\n", ""],
    ["another version", "HTTP/2.0 200 OK\r\n\r\n", ""],
    ["a status of two digits", "HTTP/1.1 20 OK\r\n\r\n", ""],
    ["line feeds alone", "HTTP/1.1 200 OK\ncontent-length: 0\n\n", ""],
    ["a folded header", `${OK}a: 1\r\n b\r\ncontent-length: 0\r\n\r\n`, ""],
    ["a space before the colon", `${OK}content-length : 5\r\n\r\nhello`, ""],
    ["another protocol", "HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\n\r\n", ""],
    ["two lengths", `${OK}content-length: 5\r\ncontent-length: 6\r\n\r\nhello!`, ""],
    ["a length twice", `${OK}content-length: 5\r\ncontent-length: 5\r\n\r\nhello`, ""],
    ["a length and chunks", `${OK}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`, ""],
    ["a negative length", `${OK}content-length: -5\r\n\r\nhello`, ""],
    ["a length in words", `${OK}content-length: 5 bytes\r\n\r\nhello`, ""],
    ["a length beyond all numbers", `${OK}content-length: 9999999999999999\r\n\r\nhello`, ""],
    ["a coding that nobody asked for", `${OK}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`, ""],
    ["chunks of an old server", "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", ""],
    ["a cut head", OK, ""],
    ["a cut body", `${OK}content-length: 5\r\n\r\nhell`, "hell"],
    ["a cut chunk", `${CHUNKED}5\r\nhell`, "hell"],
    ["no last chunk", `${CHUNKED}5\r\nhello\r\n`, "hello"],
    ["no end after the last chunk", `${CHUNKED}5\r\nhello\r\n0\r\n`, "hello"],
    ["a chunk without a size", `${CHUNKED}5\r\nhello\r\n\r\n0\r\n\r\n`, "hello"],
    ["a size with a space", `${CHUNKED}5 \r\nhello\r\n0\r\n\r\n`, ""],
    ["a size with a sign", `${CHUNKED}+5\r\nhello\r\n0\r\n\r\n`, ""],
    ["a size as code", `${CHUNKED}0x5\r\nhello\r\n0\r\n\r\n`, ""],
    ["a size beyond all numbers", `${CHUNKED}fffffffffffffff\r\nhello`, ""],
    ["a chunk that is longer than its size", `${CHUNKED}5\r\nhello!\r\n0\r\n\r\n`, "hello"],
    ["a chunk that ends with a line feed", `${CHUNKED}5\r\nhello\n0\r\n\r\n`, "hello"],
    ["a size that ends with a line feed", `${CHUNKED}5\nhello\r\n0\r\n\r\n`, ""],
    ["an extension with a control character", `${CHUNKED}5;a\0\r\nhello\r\n0\r\n\r\n`, ""],
    ["a trailer that is no header", `${CHUNKED}1\r\na\r\n0\r\nnothing\r\n\r\n`, "a"],
    ["a trailer with a line feed", `${CHUNKED}1\r\na\r\n0\r\nx: 1\ny: 2\r\n\r\n`, "a"],
    ["nothing", "", ""],
  ])("%s", (_, answer, body) => {
    expect(expectSameHoweverSplit(answer)).toMatchObject({ body, end: "broken" });
  });
});

test.each<[string, (bytes: number) => string, number]>([
  ["a head", (bytes) => `${OK}x: ${"a".repeat(bytes)}`, 65_536],
  ["what comes before the head", (bytes) => "HTTP/1.1 102 Processing\r\n\r\n".repeat(bytes / 27), 65_536],
  ["a size", (bytes) => `${CHUNKED}${"0".repeat(bytes)}`, 4_096],
  ["an extension", (bytes) => `${CHUNKED}5;${"a".repeat(bytes)}`, 4_096],
  ["trailers", (bytes) => `${CHUNKED}0\r\nx: ${"a".repeat(bytes)}`, 16_384],
])("%s that does not end is refused while it comes", (_, answer, limit) => {
  const isRefused = (text: string) => {
    reader.reset();
    for (let at = 0; at < text.length && reader.fault === null; at += 1_000) push(text.slice(at, at + 1_000), "a");
    return reader.fault !== null;
  };
  expect(isRefused(answer(limit - 200))).toBe(false);
  expect(isRefused(answer(limit + 2_000))).toBe(true);
});

test("bytes beyond the end are not part of the answer, and are reported", () => {
  for (const answer of [`${OK}content-length: 2\r\n\r\nhi`, `${CHUNKED}2\r\nhi\r\n0\r\n\r\n`, `${CHUNKED}2\r\nhi\r\n0\r\na: b\r\n\r\n`])
    expect(read([`${answer}HTTP/1.1 200 OK\r\n\r\n`])).toMatchObject({ body: "hi", end: "whole", hasSurplus: true });
  expect(read(["HTTP/1.1 204 x\r\n\r\nhi"])).toMatchObject({ body: "", end: "whole", hasSurplus: true });
});

test.each<[string, string, number]>([
  ["nothing said", "content-length: 0", 30_000],
  ["connection: close", "content-length: 0\r\nConnection: close", 0],
  ["close among others", "content-length: 0\r\nconnection: keep-alive, Close", 0],
  ["a name that contains close", "content-length: 0\r\nconnection: closely", 30_000],
  ["a shorter patience", "content-length: 0\r\nkeep-alive: timeout=5, max=100", 4_000],
  ["a patience too short", "content-length: 0\r\nkeep-alive: timeout=1", 0],
  ["a longer patience", "content-length: 0\r\nkeep-alive: max=1, timeout=600", 30_000],
  ["no end but the connection's", "x: y", 0],
])("a connection may idle: %s", (_, headers, keepAliveMs) => {
  expect(read([`${OK}${headers}\r\n\r\n`]).keepAliveMs).toBe(keepAliveMs);
  expect(read([`HTTP/1.0 200 OK\r\n${headers}\r\n\r\n`]).keepAliveMs).toBe(0);
});

test("any answer in chunks, however it is split, is read like the whole", () => {
  const latin = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 40 });
  const chunk = fc.tuple(
    latin.filter((text) => text !== ""),
    fc.constantFrom("", ";a", ';b="c"'),
  );
  const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 20 });
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 8 }), fc.constantFrom("", "x: y\r\n"), latin, cuts, (chunks, trailers, noise, places) => {
      const coded = chunks.map(([data, extension]) => `${data.length.toString(16)}${extension}\r\n${data}\r\n`).join("");
      const isDamaged = noise.length > 30;
      const answer = isDamaged ? `${CHUNKED}${coded}${noise}` : `${CHUNKED}${coded}0\r\n${trailers}\r\n`;
      const at = [0, ...places.map((place) => Math.min(place, answer.length)).sort((a, b) => a - b), answer.length];
      const pieces = at.slice(1).map((end, index) => answer.slice(at[index], end));
      const { hasSurplus: _, ...whole } = read([answer]);
      expect(read(pieces.filter((piece) => piece !== ""))).toMatchObject(whole);
      if (!isDamaged) expect(whole).toMatchObject({ body: chunks.map(([data]) => data).join(""), end: "whole" });
    }),
    { numRuns: 500 },
  );
});

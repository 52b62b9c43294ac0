import fc from "fast-check";
import { expect, test } from "vitest";
import { cpuMs } from "@/lib/testing/cpu-time";
import type { EventName } from "@/lib/wire/sse/event-name";
import { FrameScanner } from "@/lib/wire/sse/frame-scanner";

type Told = [event: EventName, data: string];

const LONG = 64 * 1024;
const frame = (event: string, data: string, lineEnd = "\n") => `event: ${event}${lineEnd}data: ${data}${lineEnd}${lineEnd}`;

/**
 * The frames that are read and the bytes that are returned for these chunks. Each returned part must end where a frame ends, unless it is
 * passed on in pieces.
 */
function scanned(chunks: Buffer[], passedEvent?: EventName): { told: Told[]; given: Buffer; scanner: FrameScanner } {
  const told: Told[] = [];
  const scanner = new FrameScanner(
    { readFrame: (event, bytes, from, to) => void told.push([event, bytes.toString("latin1", from, to)]) },
    passedEvent,
  );
  // A copy of the returned bytes: nothing may be written into them afterwards.
  const given = chunks.map((chunk) => Buffer.from(scanner.push(chunk)));
  return { told, given: Buffer.concat(given), scanner };
}

function cutAt(bytes: Buffer, places: number[]): Buffer[] {
  const ends = [0, ...places.toSorted((a, b) => a - b), bytes.length];
  return ends.slice(1).map((end, at) => bytes.subarray(ends[at], end));
}

/** Two long frames between short ones, with both kinds of line end. */
function withLongFrames(lineEnd: string): { bytes: Buffer; whole: Told[] } {
  const long = `{"type":"content_block_start","data":"${"JVBERi0x".repeat(20_000)}"}`;
  const delta = `{"type":"message_delta","data":"${"é".repeat(40_000)}"}`;
  const frames: Told[] = [
    ["ping", "{}"],
    ["content_block_start", long],
    ["content_block_stop", "{}"],
    ["message_delta", Buffer.from(delta).toString("latin1")],
    ["content_block_start", "{}"],
    ["message_stop", "{}"],
  ];
  return { bytes: Buffer.from(frames.map(([event, data]) => frame(event, data, lineEnd)).join(""), "latin1"), whole: frames };
}

const emptied = (told: Told[]): Told[] => told.map(([event, data]) => [event, data.length > LONG && event !== "message_delta" ? "" : data]);

test.each(["\n", "\r\n"])("long frames are read and returned the same way, cut anywhere (line end %j)", (lineEnd) => {
  const { bytes, whole } = withLongFrames(lineEnd);
  // Where a cut could matter: around every line end.
  const lineEnds = [...bytes.entries()].flatMap(([at, byte]) => (byte === 0x0a ? [at - 1, at, at + 1, at + 2] : []));
  const place = fc.oneof(fc.constantFrom(...lineEnds.filter((each) => each > 0 && each <= bytes.length)), fc.nat(bytes.length));
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 8 }), (places) => {
      const kept = scanned(cutAt(bytes, places));
      expect(kept.given.equals(bytes)).toBe(true);
      expect(kept.told).toEqual(whole);
      const passed = scanned(cutAt(bytes, places), "content_block_start");
      expect(passed.given.equals(bytes)).toBe(true);
      expect(emptied(passed.told)).toEqual(emptied(whole));
      expect(passed.scanner.isPassing).toBe(false);
    }),
    { numRuns: 150 },
  );
});

test.each([1_000, 16_384])("pieces of %i bytes: the reader gets a passed frame without data, everything else with it", (size) => {
  const { bytes, whole } = withLongFrames("\n");
  const places = Array.from({ length: Math.floor(bytes.length / size) }, (_, at) => (at + 1) * size);
  expect(scanned(cutAt(bytes, places)).told).toEqual(whole);
  expect(scanned(cutAt(bytes, places), "content_block_start").told).toEqual(emptied(whole));
});

test("the data of several lines are joined, in long frames too", () => {
  const lines = Array.from({ length: 3 }, (_, at) => `${at}`.repeat(40_000));
  const bytes = Buffer.from(`event: message_delta\n${lines.map((line) => `data: ${line}\n`).join("")}\n`);
  const places = Array.from({ length: Math.floor(bytes.length / 999) }, (_, at) => (at + 1) * 999);
  expect(scanned(cutAt(bytes, places)).told).toEqual([["message_delta", lines.join("\n")]]);
});

test("a frame of 48 MB in pieces of 4 KB is read in linear time", () => {
  const scanner = new FrameScanner({ readFrame: () => undefined });
  const piece = Buffer.alloc(4_096, "x");
  scanner.push(Buffer.from("event: message_delta\ndata: "));
  const all = () => {
    for (let at = 0; at < 12_288; at += 1) scanner.push(piece);
  };
  expect(cpuMs(all)).toBeLessThan(15_000);
  expect(scanner.push(Buffer.from("\n\n")).length).toBeGreaterThan(48 * 1024 * 1024);
});

test("a long frame without an event line is recognised by the type inside its data", () => {
  const data = `{"type":"content_block_start","x":"${"y".repeat(200_000)}"}`;
  const bytes = Buffer.from(`data: ${data}\n\n`);
  expect(scanned(cutAt(bytes, [70_000, 140_000]), "content_block_start").told).toEqual([["content_block_start", data]]);
});

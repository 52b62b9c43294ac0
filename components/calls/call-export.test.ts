import { expect, test } from "vitest";
import { exportedText } from "@/components/calls/call-export";
import type { FinishedCall } from "@/lib/usage/call";

const CALL: FinishedCall = {
  id: "0198c0de-0000-7000-8000-000000000000",
  createdAt: new Date("2026-11-29T06:11:00Z"),
  settledAt: new Date("2026-11-29T06:11:01Z"),
  keyId: "k",
  modelId: "claude-a",
  priceVersion: 3,
  outcome: "settled",
  reason: null,
  endpoint: "messages",
  isStream: true,
  upstream: "anthropic",
  upstreamRequestId: "req_1",
  httpStatus: 200,
  stopReason: "end_turn",
  usage: {
    tokens: { input: 1, cacheWrite5m: 2, cacheWrite1h: 3, cacheRead: 4, output: 5 },
    thinkingTokens: null,
    webSearches: 0,
    modifiers: [],
    isEstimated: false,
  },
  isUsageReported: true,
  holdNano: 9_007_199_254_740_993_001n,
  priceNano: 1n,
  chargeNano: 1n,
  absorbedNano: 0n,
  firstByteMs: 13,
  totalMs: 385,
};

async function* pieces(...all: FinishedCall[][]) {
  yield* all;
}

async function textOf(format: "csv" | "jsonl", calls: FinishedCall[], keyNames: Record<string, string> = {}): Promise<string> {
  let text = "";
  for await (const piece of exportedText(format, pieces(calls), keyNames)) text += piece;
  return text;
}

/** Cells of one record by RFC 4180. */
function cellsOf(record: string): string[] {
  return [...record.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}

test("money is exact in both formats, to the last of its digits", async () => {
  const [head = "", row = ""] = (await textOf("csv", [CALL])).split("\r\n");
  const record = Object.fromEntries(head.split(",").map((name, index) => [name, cellsOf(row)[index]]));
  expect(record).toMatchObject({ charge: "0.000000001", hold: "9007199254.740993001", key_name: "", output_tokens: "5", stream: "true" });
  const line = JSON.parse(await textOf("jsonl", [CALL]));
  expect(line).toMatchObject({ charge: "0.000000001", hold: "9007199254.740993001", key_name: null, cache_read_tokens: 4, stream: true });
});

test.each(["=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "＝1+1"])(
  "a key that is named %j is a text for programs for tables, not a formula",
  async (name) => {
    const [, ...records] = (await textOf("csv", [CALL], { k: name })).split("\r\n");
    expect(cellsOf(records.join("\r\n"))[5]).toBe(`'${name}`);
    expect(JSON.parse(await textOf("jsonl", [CALL], { k: name })).key_name).toBe(name);
  },
);

test("commas, quotes and line breaks stay inside of their cell", async () => {
  const [, row = ""] = (await textOf("csv", [CALL], { k: 'a "b", c' })).split("\r\n");
  expect(cellsOf(row)[5]).toBe('a "b", c');
  expect(await textOf("csv", [CALL], { k: "two\nlines" })).toContain('"two\nlines"');
});

test("what was not reported is empty, not zero, and without calls there is still a head", async () => {
  const line = JSON.parse(await textOf("jsonl", [{ ...CALL, isUsageReported: false, firstByteMs: null }]));
  expect(line).toMatchObject({ input_tokens: null, output_tokens: null, first_byte_ms: null });
  expect(await textOf("csv", [])).toMatch(/^id,created_at,.*,hold\r\n$/);
});

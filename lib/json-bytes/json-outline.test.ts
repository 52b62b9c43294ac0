import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { outlineOf, writtenLength } from "@/lib/json-bytes/json-outline";
import { parseMessagesCall } from "@/lib/wire/anthropic/request";
import { parseJson, parseRequestBody } from "@/lib/wire/json";

const LONG = 'say "hi" \\ and more\n'.repeat(1_000);

function outlined(request: object | string): Buffer {
  return outlineOf(Buffer.from(typeof request === "string" ? request : JSON.stringify(request)), "system");
}

/** The request with only its long strings replaced by their written lengths. */
function measured(value: unknown, depth = 0, field = ""): unknown {
  if (Array.isArray(value)) return value.map((each) => measured(each, depth + 1));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, measured(each, depth + 1, depth === 0 ? name : "")]));
  }
  const bytes = typeof value === "string" ? Buffer.byteLength(JSON.stringify(value)) - 2 : 0;
  return bytes >= 256 && (depth > 1 || field === "system") ? { bytes } : value;
}

function marksRead(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(marksRead);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, marksRead(each)]));
  }
  return typeof value === "string" && writtenLength(value) !== value.length ? { bytes: writtenLength(value) } : value;
}

test("long strings are replaced by their length, wherever they stand below the request's own fields", () => {
  const request = {
    model: "m",
    system: LONG,
    metadata: { user_id: "u" },
    messages: [
      { role: "user", content: LONG },
      { role: "user", content: [{ type: "text", text: LONG, cache_control: { type: "ephemeral", ttl: "1h" } }] },
    ],
  };
  const outline = outlined(request);
  expect(outline.length).toBeLessThan(500);
  expect(marksRead(JSON.parse(outline.toString()))).toEqual(measured(request));
});

test("any request reads the same except for its long strings", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom('"', "\\", "\n", "é", "x"), minLength: 200, maxLength: 600 }),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ depthSize: "small" }, text, fc.integer(), fc.constant(null), fc.array(tie("any")), fc.dictionary(text, tie("any"))),
  })).any;
  const spaces = fc.constantFrom(undefined, 1, "\t");
  fc.assert(
    fc.property(fc.dictionary(fc.oneof(text, fc.constant("system")), value), spaces, (fields, space) => {
      const request = { ...fields, padding: [LONG] };
      const outline = JSON.parse(outlined(JSON.stringify(request, null, space)).toString());
      expect(marksRead(outline)).toEqual(measured(JSON.parse(JSON.stringify(request))));
    }),
  );
});

test("a long value or name of the request itself stays, so that a refusal can quote it", () => {
  const request = { model: LONG, [LONG]: [LONG], tools: [{ [LONG]: 1 }] };
  const read = parseRequestBody(outlined(request)) as typeof request;
  expect(read.model).toBe(LONG);
  expect(Object.keys(read)).toEqual(Object.keys(request));
  expect(Object.keys(read.tools[0] ?? {})).toEqual([LONG]);
});

test("a short request is its own outline", () => {
  const body = Buffer.from(JSON.stringify({ model: "m", messages: [{ role: "user", content: "x".repeat(2_000) }] }));
  expect(outlineOf(body, "system")).toBe(body);
});

describe("invalid JSON does not become valid:", () => {
  const long = JSON.stringify(LONG);
  test.each([
    ["two strings without a comma", `{"messages":[${long}${long}]}`],
    ["a string that never ends", `{"messages":[${long},${long.slice(0, -1)}`],
    ["a string whose last quote is escaped", `{"messages":[${long},"${"x".repeat(400)}\\"]}`],
    ["a sign before a string", `{"messages":[-${long}]}`],
    ["a name without a value", `{"messages":[${long}],${long}}`],
    ["an end too many", `{"messages":[${long}]}}`],
  ])("%s", (_, body) => {
    expect(parseJson(outlined(body))).toBeUndefined();
  });

  test("cut anywhere outside its long strings", () => {
    const whole = JSON.stringify({ model: "m", max_tokens: 1, messages: [{ role: "user", content: [{ type: "text", text: LONG }] }] });
    const from = whole.indexOf(LONG.slice(0, 3));
    for (let to = 1; to < whole.length; to += to > from && to < whole.length - 40 ? 997 : 1) {
      expect(parseJson(outlined(whole.slice(0, to)))).toBeUndefined();
    }
  });
});

test("a large picture is subtracted from the prompt by its length, however large the request is", () => {
  const size = (bytes: number) => {
    const source = { type: "base64", media_type: "image/png", data: "A".repeat(bytes) };
    const messages = [{ role: "user", content: [{ type: "image", source }, LONG] }];
    return parseMessagesCall(Buffer.from(JSON.stringify({ model: "m", max_tokens: 1, messages }))).prompt.textBytes;
  };
  expect(size(2_000_000)).toBe(size(10));
});

test("a request cannot name a mark of its own", () => {
  const data = `${"0".repeat(24)}:9999999`;
  expect(writtenLength(data)).toBe(data.length);
});

test("a field given twice is found in a long request too", () => {
  const body = JSON.stringify({ model: "cheap", max_tokens: 1, messages: [{ role: "user", content: LONG }] });
  expect(() => parseMessagesCall(Buffer.from(body.replace(/\}$/, ',"model":"dear"}')))).toThrow("given twice");
});

import { expect, test } from "vitest";
import { isHeaderLine, readHeaderLines } from "@/lib/http1/header-lines";
import { cpuMs } from "@/lib/testing/cpu-time";

const read = (...lines: string[]) => readHeaderLines(lines.map((line) => `${line}\r\n`).join(""));

test("names are read in lower case, values without the space around them", () => {
  expect({ ...read("Content-Type:  application/json \t", "X-Empty:", "host: a:1")?.headers }).toEqual({
    "content-type": "application/json",
    "x-empty": "",
    host: "a:1",
  });
});

test("a repeated name is reported, and its values are joined", () => {
  expect(read("anthropic-beta: a", "Anthropic-Beta: b")).toMatchObject({ headers: { "anthropic-beta": "a, b" }, hasRepeats: true });
  expect(read("a: 1", "b: 1")?.hasRepeats).toBe(false);
});

test("names that every object has are headers like others", () => {
  const found = read("constructor: c", "toString: t", "__proto__: p");
  expect(found?.hasRepeats).toBe(false);
  expect(found?.headers.constructor).toBe("c");
  expect(found?.headers.valueOf).toBeUndefined();
});

test.each([
  ["a folded line", "a: 1\r\n b: 2\r\n"],
  ["a space before the colon", "content-length : 5\r\n"],
  ["no colon", "content-length\r\n"],
  ["no name", ": 5\r\n"],
  ["a line feed alone", "a: 1\nb: 2\r\n"],
  ["a carriage return alone", "a: 1\rb: 2\r\n"],
  ["a NUL", "a: 1\0\r\n"],
  ["a line without its end", "a: 1"],
  ["a control character in a name", "a\x01b: 1\r\n"],
])("refused: %s", (_, lines) => {
  expect(readHeaderLines(lines)).toBeNull();
});

test("a long head without an end is refused at once", () => {
  expect(cpuMs(() => expect(readHeaderLines("a".repeat(1_000_000))).toBeNull())).toBeLessThan(1_000);
});

test.each([
  ["x-name: value", true],
  ["x-name:", true],
  ["x-name: h\xe9", true],
  ["x-name: a\r\nset-cookie: b", false],
  ["x-name: a\r\n", false],
  ["x-name: a\n", false],
  ["x-name: €", false],
  ["x name: a", false],
  [": a", false],
])("one header line: %j is %s", (line, isOne) => {
  expect(isHeaderLine(line)).toBe(isOne);
});

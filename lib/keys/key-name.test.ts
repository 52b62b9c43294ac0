import { expect, test } from "vitest";
import { readName, similarName } from "@/lib/keys/key-name";

test.each([
  ["  Laptop ", "Laptop"],
  ["e\u0301cole", "\u00e9cole"],
  ["<script>alert(1)</script>", "<script>alert(1)</script>"],
  ["a\u200bb\ufeff", "ab"],
  ["\u202etxt.exe", "txt.exe"],
  ["\u2066abc\u2069", "abc"],
  ["a\u00adb", "ab"],
  ["a\ud800b", "ab"],
  ["\u05e9\u05dc\u05d5\u05dd", "\u05e9\u05dc\u05d5\u05dd"],
  ["\u200f\u05e9\u05dc\u05d5\u05dd\u200f", "\u05e9\u05dc\u05d5\u05dd"],
  ["👩‍💻 desk", "👩‍💻 desk"],
  ["👩🏽‍💻", "👩🏽‍💻"],
  ["❤️", "❤️"],
  ["１２", "１２"],
  ["x".repeat(80), "x".repeat(80)],
  [`${"x".repeat(80)}\u200b`, "x".repeat(80)],
])("%j is stored as %j", (text, name) => {
  expect(readName(text)).toEqual({ name });
});

test.each([
  ["", "empty"],
  ["   \t", "empty"],
  ["\u3000\u00a0", "empty"],
  ["\u200b", "invisible"],
  ["\u200b \u200d\u2060", "invisible"],
  ["\u202e", "invisible"],
  ["\u3164\u115f\uffa0", "invisible"],
  ["\u2800", "invisible"],
  ["\u0301", "invisible"],
  ["\ue000", "invisible"],
  ["a\u0000b", "control"],
  ["two\nlines", "control"],
  ["\u001b[31mred", "control"],
  ["a\u0085b", "control"],
  ["x".repeat(81), "too_long"],
  ["m".repeat(1_000_000), "too_long"],
])("%j is no name: %s", (text, fault) => {
  expect(readName(text)).toEqual({ fault });
});

test("a name in other letters of the same kind is found", () => {
  expect(similarName("laptop", ["Desk", "LapTop"])).toBe("LapTop");
  expect(similarName("Laptop", ["Laptops"])).toBeNull();
});

import { expect, test } from "vitest";
import { errorAnswerOfData } from "@/lib/wire/anthropic/first-event";

test.each([
  ["rate_limit_error", 429],
  ["overloaded_error", 529],
  ["some_new_error", 500],
  ["constructor", 500],
  [7, 500],
])("an error event of type %s stands for an answer of status %i", (type, status) => {
  expect(errorAnswerOfData(Buffer.from(JSON.stringify({ type: "error", error: { type, message: "…" } }))).status).toBe(status);
});

test.each(["null", "[]", '"x"', "{", '{"error":7}'])("anything but an error event counts as a 500: %s", (text) => {
  expect(errorAnswerOfData(Buffer.from(text))).toEqual({ status: 500, body: Buffer.from(text) });
});

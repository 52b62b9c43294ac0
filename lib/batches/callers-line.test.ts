import { expect, test } from "vitest";
import { callersLine } from "@/lib/batches/callers-line";

const CALL = "01930000-0000-7000-8000-000000000001";
const names = new Map([[CALL, "mine"]]);
const told = (text: string) => callersLine(Buffer.from(text), names)?.toString() ?? null;

test("a line comes under the caller's name, every other byte as it was", () => {
  const rest = `"result":{"type":"succeeded" , "message":{"usage":{"n":1.0},"text":"${CALL} \\u00e9"}}`;
  expect(told(`{"custom_id": "${CALL}",${rest}}`)).toBe(`{"custom_id": "mine",${rest}}\n`);
  expect(told(`{${rest},"custom_id":"${CALL}"}`)).toBe(`{${rest},"custom_id":"mine"}\n`);
});

test("a line of an unknown request and an invalid line are not passed on", () => {
  for (const text of ['{"custom_id":"other","result":{"type":"expired"}}', '{"custom_id":5}', "[]", "{", "null", "x"])
    expect(told(text)).toBeNull();
});

test("an error of the caller's request is shown, one of the operator's account is not", () => {
  const line = (type: string, message: string) =>
    JSON.stringify({ custom_id: CALL, result: { type: "errored", error: { type: "error", error: { type, message }, request_id: "r" } } });
  expect(told(line("invalid_request_error", "max_tokens: Field required"))).toContain("max_tokens: Field required");
  for (const text of [
    line("billing_error", "Pay"),
    line("invalid_request_error", "Your credit balance is too low to access the Anthropic API."),
  ]) {
    expect(told(text)).toContain('"api_error"');
    expect(told(text)).not.toMatch(/Pay|credit/);
  }
});

import { expect, test } from "vitest";
import { withoutSystemTurns } from "@/lib/upstreams/system-turns";

const moved = (body: string) => withoutSystemTurns(Buffer.from(body)).toString();
const marker = '"cache_control":{"type":"ephemeral"}';

test.each([
  ["without any system", '{"model":"m","messages":[{"role":"user","content":"Hi"}]}'],
  ["with a system prompt", '{"system":"Be kind.","messages":[{"role":"user","content":"Hi"}]}'],
  [
    "that speaks of systems",
    '{"system":"S","messages":[{"role":"user","content":"the \\"system\\" role: system"}],"stop_sequences":["system"]}',
  ],
])("a request %s keeps its very bytes", (_, body) => {
  const bytes = Buffer.from(body);
  expect(withoutSystemTurns(bytes)).toEqual(bytes);
});

test("system messages between turns go to the end of the system prompt, all other bytes stay", () => {
  const turns = `{"role":"user","content":"A \\u00e9 1.0"},{"role": "system", "content": "Now in French."},{"content":[{"type":"text","text":"B",${marker}}],"role":"assistant"},{"role":"system","content":[{"type":"text","text":"Be brief."}]}`;
  const kept = `{"role":"user","content":"A \\u00e9 1.0"},{"content":[{"type":"text","text":"B",${marker}}],"role":"assistant"}`;
  const told = '{"type":"text","text":"Now in French."},{"type":"text","text":"Be brief."}';
  expect(moved(`{"max_tokens":1.0,"messages":[${turns}],"system":"First."}`)).toBe(
    `{"max_tokens":1.0,"messages":[${kept}],"system":[{"type":"text","text":"First."},${told}]}`,
  );
  expect(moved(`{"system":[{"type":"text","text":"S",${marker}}],"messages":[${turns}]}`)).toBe(
    `{"system":[{"type":"text","text":"S",${marker}},${told}],"messages":[${kept}]}`,
  );
  expect(moved(`{"messages":[${turns}],"stream":true}`)).toBe(`{"system":[${told}],"messages":[${kept}],"stream":true}`);
});

test("a later turn with the same system messages gives the same bytes: the cache holds between system turns", () => {
  const body = (more: string) => `{"system":"S","messages":[{"role":"user","content":"A"},{"role":"system","content":"X"}${more}]}`;
  expect(moved(body(',{"role":"user","content":"B"}')).startsWith(moved(body("")).slice(0, -2))).toBe(true);
});

test("bytes that are not a conversation pass unchanged", () => {
  for (const body of ['{"system":"a","system":"b"}', '{"messages":"system","system":"system"}', '["system","system"]', "{"])
    expect(moved(body)).toBe(body);
});

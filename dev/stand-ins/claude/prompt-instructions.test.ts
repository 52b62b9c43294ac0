import { expect, test } from "vitest";
import { answer } from "./answer";
import { modelNamed } from "./models";
import type { MessagesRequest } from "./request";

const tools = ["clock", "weather"].map((name) => ({
  name,
  input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
}));

function ask(fields: Partial<MessagesRequest>, question = "Who is Ada?") {
  const request = { model: "claude-opus-5-5", max_tokens: 1_000, messages: [{ role: "user" as const, content: question }], ...fields };
  const model = modelNamed(request.model);
  if (!model) throw new Error("no such model");
  return answer(request, model, null).content;
}
const textOf = (content: ReturnType<typeof ask>) => content.map((block) => (block.type === "text" ? block.text : "")).join("");

test("a tool that the system prompt asks for in words is called", () => {
  expect(ask({ system: "Call the tool weather.", tools })).toContainEqual(expect.objectContaining({ type: "tool_use", name: "weather" }));
  const any = ask({ system: [{ type: "text", text: "Call at least one of your tools." }], tools });
  expect(any).toContainEqual(expect.objectContaining({ type: "tool_use", name: "clock" }));
  expect(ask({ system: "Tools cost money.", tools })).not.toContainEqual(expect.objectContaining({ type: "tool_use" }));
});

test("an answer in plain JSON is JSON, with the keys or the schema from the prompt", () => {
  const told = ask({
    system: 'Answer with a single JSON object. It must fit this JSON schema:\n{"properties":{"age":{"type":"integer"}}}',
  });
  expect(JSON.parse(textOf(told))).toEqual({ age: 1 });
  for (const words of ["exactly two keys: 'name' and 'born'", "'name' and 'born' keys"]) {
    const keys = ask({}, `Who is Ada? Return the result as a JSON with ${words}.`);
    expect(Object.keys(JSON.parse(textOf(keys)))).toEqual(["name", "born"]);
  }
  expect(() => JSON.parse(textOf(ask({}, "What is JSON good for?")))).toThrow();
});

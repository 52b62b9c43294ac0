import { describe, expect, test } from "vitest";
import { chatCall, HELLO, refusal } from "@/lib/wire/testing/chat";
import { OPUS_5, SONNET_4_6 } from "@/lib/wire/testing/models";

function user(...content: object[]) {
  return { role: "user", content };
}

function text(words: string) {
  return { type: "text", text: words };
}

describe("thinking at the end of a turn, for example one cut by max_tokens, is left out and named: a turn cannot end with it", () => {
  const detail = { type: "reasoning.text", text: "Hm.", signature: "EqQB=", format: "anthropic-claude-v1", index: 0 };
  const thinking = { type: "thinking", thinking: "Hm.", signature: "EqQB=" };
  const cut = { role: "assistant", content: null, reasoning_details: [detail] };

  function sent(messages: object[], model = SONNET_4_6) {
    const call = chatCall({ messages }, model);
    return { ...JSON.parse(call.body.toString()), ignored: call.ignored };
  }

  test("alone in its turn: the turns around it become one", () => {
    const { messages, ignored } = sent([{ role: "user", content: "x" }, cut, { role: "user", content: "y" }]);
    expect(messages).toEqual([user(text("x"), text("y"))]);
    expect(ignored).toEqual(["messages.1.reasoning_details"]);
  });

  test("alone in its turn, after a later system message", () => {
    const later = { role: "system", content: "later" };
    const { messages } = sent([{ role: "user", content: "x" }, later, cut, { role: "user", content: "y" }], OPUS_5);
    expect(messages).toEqual([user(text("x"), text("y")), { role: "system", content: [text("later")] }]);
  });

  test("after the text: a marker of the message then belongs to the text", () => {
    const redacted = { type: "reasoning.encrypted", data: "D", index: 3 };
    const said = {
      ...cut,
      content: "A",
      reasoning_details: [detail, { ...detail, index: 2 }, redacted],
      cache_control: { type: "ephemeral" },
    };
    const { messages, ignored } = sent([...HELLO, said, ...HELLO]);
    expect(messages[1].content).toEqual([thinking, { ...text("A"), cache_control: { type: "ephemeral" } }]);
    expect(ignored).toEqual(["messages.1.reasoning_details"]);
  });

  test("at the end of the conversation", () => {
    const { messages, ignored } = sent([{ role: "user", content: "x" }, cut]);
    expect(messages).toEqual([user(text("x"))]);
    expect(ignored).toEqual(["messages.1.reasoning_details"]);
    expect(refusal({ messages: [cut] })).toMatchObject({ param: "messages" });
  });

  test("unless the assistant goes on", () => {
    const { messages, ignored } = sent([...HELLO, cut, { role: "assistant", content: "A" }, ...HELLO]);
    expect(messages[1].content).toEqual([thinking, text("A")]);
    expect(ignored).toEqual([]);
  });

  test("but a marker on it is refused, not lost", () => {
    const marked = { ...cut, cache_control: { type: "ephemeral" } };
    expect(refusal({ messages: [...HELLO, marked, ...HELLO] })).toMatchObject({ param: "messages.1.cache_control" });
  });
});

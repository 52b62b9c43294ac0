import { describe, expect, test } from "vitest";
import { chatCall, functionTool, HELLO, refusal, upstreamBody } from "@/lib/wire/testing/chat";
import { HAIKU_3_5, OPUS_5, OPUS_5_5, SONNET_4_5, SONNET_4_6, SONNET_5_5 } from "@/lib/wire/testing/models";
import { responsesCall } from "@/lib/wire/testing/responses";

const BOUND = { type: "adaptive", block_binding: { prefix_mismatch_behavior: "drop_block" } };

describe("thinking bound to its conversation", () => {
  const beta = ["thinking-binding-controls-2026-08-01"];

  test("is dropped by the upstream where it does not fit, not refused, from the first call on", () => {
    expect(upstreamBody({}, OPUS_5_5).thinking).toEqual(BOUND);
    expect(chatCall({}, OPUS_5_5).betas).toEqual(beta);
  });

  test("is unknown to other models and to a call without thinking", () => {
    expect(upstreamBody({}, OPUS_5)).not.toHaveProperty("thinking");
    expect(chatCall({}, OPUS_5).betas).toEqual([]);
  });

  test("has no place in the parameter of thinking between tools alone", () => {
    expect(upstreamBody({ reasoning_effort: "none" }, SONNET_5_5).thinking).toEqual({ type: "between_tools" });
    expect(chatCall({ reasoning_effort: "none" }, SONNET_5_5).betas).toEqual([]);
  });

  test("is the caller's own affair in the caller's own parameter", () => {
    const thinking = { type: "adaptive", block_binding: { prefix_mismatch_behavior: "error" } };
    expect(upstreamBody({ thinking }, OPUS_5_5).thinking).toEqual(thinking);
    expect(chatCall({ thinking }, OPUS_5_5).betas).toEqual(beta);
    expect(chatCall({ thinking: { type: "adaptive" } }, OPUS_5_5).betas).toEqual([]);
  });
});

describe("reasoning_effort", () => {
  test.each([
    [OPUS_5_5, "high", { thinking: BOUND, output_config: { effort: "high" } }],
    [OPUS_5_5, "minimal", { thinking: BOUND, output_config: { effort: "low" } }],
    [OPUS_5_5, "max", { thinking: BOUND, output_config: { effort: "max" } }],
    [SONNET_4_6, "xhigh", { thinking: { type: "adaptive" }, output_config: { effort: "high" } }],
    [SONNET_4_5, "medium", { thinking: { type: "enabled", budget_tokens: 2048 } }],
    [SONNET_4_5, "max", { thinking: { type: "enabled", budget_tokens: 4096 } }],
    [OPUS_5_5, "none", { thinking: BOUND, output_config: { effort: "low" } }],
    [SONNET_5_5, "none", { thinking: { type: "between_tools" } }],
    [OPUS_5, "none", { thinking: { type: "disabled" } }],
    [SONNET_4_6, "none", { thinking: { type: "disabled" } }],
    [SONNET_4_5, "none", {}],
    [HAIKU_3_5, "none", {}],
  ])("$0.id, %s", (model, effort, expected) => {
    const body = upstreamBody({ reasoning_effort: effort }, model);
    expect({ thinking: body.thinking, output_config: body.output_config }).toEqual(expected);
    expect(upstreamBody({ reasoning: { effort } }, model)).toEqual(body);
  });

  test("adds its budget to max_tokens that would not exceed it, up to the model's maximum", () => {
    expect(upstreamBody({ reasoning_effort: "high", max_tokens: 50 }, SONNET_4_5).max_tokens).toBe(4146);
    expect(upstreamBody({ reasoning_effort: "high", max_tokens: 5000 }, SONNET_4_5).max_tokens).toBe(5000);
  });

  test("gives way to Anthropic's own parameter, which is sent as it is", () => {
    const thinking = { type: "enabled", budget_tokens: 2000, display: "omitted" };
    expect(upstreamBody({ reasoning_effort: "high", thinking }, SONNET_4_5).thinking).toEqual(thinking);
  });

  test.each([
    ["reasoning_effort", { reasoning_effort: "high" }],
    ["reasoning.effort", { reasoning: { effort: "high" } }],
  ])("has no effect beside it, which is said: %s", (param, fields) => {
    const call = chatCall({ ...fields, thinking: { type: "adaptive" } }, OPUS_5);
    expect(call.ignored).toEqual([param]);
    expect(JSON.parse(call.body.toString())).not.toHaveProperty("output_config");
  });

  test("has no effect inside reasoning when a parameter outside asks for something else", () => {
    const call = chatCall({ reasoning_effort: "low", reasoning: { effort: "high" } }, OPUS_5);
    expect(JSON.parse(call.body.toString()).output_config).toEqual({ effort: "low" });
    expect(call.ignored).toEqual(["reasoning.effort"]);
    expect(chatCall({ reasoning_effort: "low", reasoning: { effort: "low" } }, OPUS_5).ignored).toEqual([]);
  });

  test("is the only member of reasoning read here: the others are named", () => {
    const reasoning = { effort: "low", max_tokens: 2000, enabled: false, exclude: null, summary: "auto" };
    expect(chatCall({ reasoning }, OPUS_5).ignored).toEqual(["reasoning.max_tokens", "reasoning.enabled", "reasoning.summary"]);
    expect(upstreamBody({ reasoning }, OPUS_5)).toEqual(upstreamBody({ reasoning_effort: "low" }, OPUS_5));
    expect(responsesCall({ reasoning }, OPUS_5).ignored).toEqual(["reasoning.max_tokens", "reasoning.enabled"]);
    expect(chatCall({ reasoning: { enabled: false } }, OPUS_5_5).ignored).toEqual(["reasoning.enabled"]);
  });

  test("and a summary have no effect beside Anthropic's own parameter in a response either", () => {
    const fields = { reasoning: { effort: "high", summary: "auto" }, thinking: { type: "adaptive" } };
    expect(responsesCall(fields, OPUS_5).ignored).toEqual(["reasoning.effort", "reasoning.summary"]);
  });

  test("is left out when the thinking that led to a tool call was lost", () => {
    const tool_calls = [{ id: "A", type: "function", function: { name: "f", arguments: "{}" } }];
    const messages = [...HELLO, { role: "assistant", content: null, tool_calls }, { role: "tool", tool_call_id: "A", content: "1" }];
    const call = chatCall({ messages, tools: [functionTool("f")], reasoning_effort: "low" }, SONNET_4_5);
    expect(call.ignored).toEqual(["reasoning_effort"]);
    expect(JSON.parse(call.body.toString())).not.toHaveProperty("thinking");
  });

  test.each([
    ["reasoning_effort", { reasoning_effort: "low" }, HAIKU_3_5],
    ["reasoning_effort", { reasoning_effort: "enormous" }, OPUS_5],
    ["reasoning.effort", { reasoning: { effort: 3 } }, OPUS_5],
  ])("%s is refused where it means nothing %#", (param, fields, model) => {
    expect(refusal(fields, model)).toMatchObject({ param });
  });
});

import { describe, expect, test } from "vitest";
import { chatCall, functionTool } from "@/lib/wire/testing/chat";
import { SONNET_4_6 } from "@/lib/wire/testing/models";
import { responsesCall } from "@/lib/wire/testing/responses";

const SCHEMA = { type: "object", properties: { a: { type: "string" } } };
const SEARCH = { type: "web_search_20250305", name: "web_search", max_uses: 5 };

const sent = (call: { body: Buffer; ignored: string[] }) => ({ ...JSON.parse(call.body.toString()), ignored: call.ignored });

describe("a tool that is offered in another shape", () => {
  test.each([
    ["flat", { type: "function", name: "f", description: "d", parameters: SCHEMA }],
    ["without a kind", { name: "f", description: "d", parameters: SCHEMA }],
    ["nested", { type: "function", function: { name: "f", description: "d", parameters: SCHEMA } }],
    ["nested without a kind", { function: { name: "f", description: "d", parameters: SCHEMA } }],
    ["of Anthropic's", { name: "f", description: "d", input_schema: SCHEMA }],
    ["of Anthropic's, with its kind", { type: "custom", name: "f", description: "d", input_schema: SCHEMA }],
  ])("%s is the same tool on both routes", (_, tool) => {
    const mapped = [{ name: "f", description: "d", input_schema: SCHEMA }];
    expect(sent(chatCall({ tools: [tool] })).tools).toEqual(mapped);
    expect(sent(responsesCall({ tools: [tool] })).tools).toEqual(mapped);
  });
});

describe("a tool that only its own provider runs is left out and named where it is offered", () => {
  test.each([
    { type: "image_generation" },
    { type: "local_shell" },
    { type: "code_interpreter", container: { type: "auto" } },
    { type: "mcp", server_label: "s", server_url: "https://x.test" },
    { type: "file_search", vector_store_ids: [] },
    { type: "computer_use_preview" },
    { type: "a_tool_of_tomorrow" },
  ])("%j", (tool) => {
    for (const call of [chatCall({ tools: [tool, functionTool("f")] }), responsesCall({ tools: [tool, functionTool("f")] })]) {
      const body = sent(call);
      expect([body.tools.map(({ name }: { name: string }) => name), body.ignored]).toEqual([["f"], ["tools.0"]]);
    }
    const alone = sent(responsesCall({ tools: [tool], tool_choice: "auto", parallel_tool_calls: false }));
    expect([alone.tools, alone.tool_choice, alone.ignored]).toEqual([undefined, undefined, ["tools.0"]]);
  });
});

describe("web search", () => {
  test.each(["web_search", "web_search_preview", "web_search_preview_2025_03_11", "web_search_2025_08_26", "web_search_20250305"])(
    "as %s is Claude's own, behind the caller's tools",
    (type) => {
      const body = sent(responsesCall({ tools: [{ type }, functionTool("f")] }));
      expect([body.tools.map(({ name }: { name: string }) => name), body.tools[1], body.ignored]).toEqual([
        ["f", "web_search"],
        SEARCH,
        [],
      ]);
      expect(responsesCall({ tools: [{ type }] }).hasServerTools).toBe(true);
    },
  );

  test("keeps its place and its domains, and names what has no equivalent", () => {
    const user_location = { type: "approximate", city: "Lyon", country: "FR", region: null, timezone: "" };
    const filters = { allowed_domains: ["x.test"], blocked_domains: ["y.test"], kinds: 1 };
    const tool = { type: "web_search", user_location, filters, search_context_size: "low", max_uses: 2 };
    const body = sent(responsesCall({ tools: [tool] }));
    const place = { type: "approximate", city: "Lyon", country: "FR" };
    expect(body.tools).toEqual([{ ...SEARCH, max_uses: 2, allowed_domains: ["x.test"], user_location: place }]);
    expect(body.ignored).toEqual(["tools.0.search_context_size", "tools.0.filters.kinds"]);
  });

  test("as an option of a chat is the same tool", () => {
    const user_location = { type: "approximate", approximate: { country: "FR" } };
    const body = sent(chatCall({ web_search_options: { user_location, search_context_size: "high" } }));
    expect(body.tools).toEqual([{ ...SEARCH, user_location: { type: "approximate", country: "FR" } }]);
    expect(body.ignored).toEqual(["web_search_options.search_context_size"]);
  });

  test("of a cached web is left out: Claude has none", () => {
    const body = sent(responsesCall({ tools: [{ type: "web_search", external_web_access: false }] }));
    expect([body.tools, body.ignored]).toEqual([undefined, ["tools.0"]]);
  });

  test("is left out where no upstream account can do it, and where the caller has a tool of that name", () => {
    const nobody = { ...SONNET_4_6, searchesWeb: false };
    expect(sent(responsesCall({ tools: [{ type: "web_search" }] }, nobody))).toMatchObject({ ignored: ["tools.0"] });
    expect(sent(chatCall({ web_search_options: {} }, nobody))).toMatchObject({ ignored: ["web_search_options"] });
    const own = sent(chatCall({ tools: [{ type: "web_search" }, functionTool("web_search")] }));
    expect([own.tools.length, own.tools[0].input_schema, own.ignored]).toEqual([1, { type: "object", properties: {} }, ["tools.0"]]);
  });
});

test("traces of other models' tools in a conversation: calls that the caller ran stay calls, the rest is left out and named", () => {
  const input = [
    { role: "user", content: "x" },
    { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search", query: "q" } },
    { type: "local_shell_call", id: "lsh_1", call_id: "a", action: { type: "exec", command: ["ls"] } },
    { type: "local_shell_call_output", call_id: "a", output: "file" },
    { type: "apply_patch_call", call_id: "b", operation: { type: "delete_file", path: "p" } },
    { type: "apply_patch_call_output", call_id: "b", output: { status: "completed" } },
    { type: "image_generation_call", id: "ig_1", result: "AAAA" },
  ];
  const body = sent(responsesCall({ input }));
  expect(body.messages.slice(1)).toEqual([
    { role: "assistant", content: [{ type: "tool_use", id: "a", name: "local_shell", input: { type: "exec", command: ["ls"] } }] },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "a", content: "file" }] },
    { role: "assistant", content: [{ type: "tool_use", id: "b", name: "apply_patch", input: { type: "delete_file", path: "p" } }] },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "b", content: '{"status":"completed"}' }] },
  ]);
  expect(body.ignored).toEqual(["input.1", "input.6"]);
});

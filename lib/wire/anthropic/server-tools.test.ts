import { expect, test } from "vitest";
import { parseMessagesCall } from "@/lib/wire/anthropic/request";
import { NO_SERVER_TOOLS } from "@/lib/wire/anthropic/server-tools";

const call = (fields: object) => parseMessagesCall(Buffer.from(JSON.stringify({ model: "m", max_tokens: 1, messages: [], ...fields })));
const withTools = (...tools: object[]) => call({ tools });

test("a tool that the caller runs costs nothing here except its description", () => {
  const own = withTools({ name: "f", input_schema: {} }, { type: "custom", name: "g" }, { type: null, name: "h" });
  expect(own).toMatchObject({ hasTools: true, hasServerTools: false, serverTools: NO_SERVER_TOOLS });
  const types = [
    "bash_20250124",
    "text_editor_20250728",
    "computer_20251124",
    "memory_20250818",
    "browser_toolset_20260601",
    "bash",
    "memory",
  ];
  const callers = withTools(...types.map((type) => ({ type, name: type })));
  expect(callers).toMatchObject({ hasServerTools: false, serverTools: { ...NO_SERVER_TOOLS, known: types.length } });
  expect(call({})).toMatchObject({ hasTools: false, hasServerTools: false, serverTools: NO_SERVER_TOOLS });
});

test.each([
  ["a search with a limit", { type: "web_search_20250305", max_uses: 3 }, { samplings: 4, searches: 3 }],
  ["a search without one", { type: "web_search_20260209" }, { samplings: 10, searches: 10 }],
  ["a search without a date", { type: "web_search", max_uses: 1 }, { samplings: 2, searches: 1 }],
  ["a limit that is none", { type: "web_search", max_uses: "1" }, { samplings: 10, searches: 10 }],
  ["a page", { type: "web_fetch_20250910", max_uses: 2, max_content_tokens: 100 }, { samplings: 3, isOpenLater: true }],
  ["pages without end", { type: "web_fetch_20260309" }, { samplings: 10, isOpenLater: true }],
  ["a search for tools", { type: "tool_search_tool_bm25" }, { samplings: 10 }],
  ["the other one, with a date", { type: "tool_search_tool_regex_20251119" }, { samplings: 10 }],
  ["a program", { type: "code_execution_20250825", max_uses: 1 }, { samplings: 10, isOpenLater: true }],
  ["the tools of another server", { type: "mcp_toolset", mcp_server_name: "x" }, { samplings: 10, isOpenAtFirst: true, isOpenLater: true }],
  ["an adviser that names no model", { type: "advisor_20260301" }, { samplings: 10, isOpenLater: true }],
  ["a kind that nobody here knows", { type: "future_tool" }, { samplings: 10, isOpenLater: true }],
  ["a type that is no text", { type: 7 }, { samplings: 10, isOpenLater: true }],
  ["a name that only begins like a caller's tool", { type: "bash_remote_20270101" }, { samplings: 10, isOpenLater: true }],
])("%s", (_, tool, expected) => {
  expect(withTools({ name: "t", ...tool })).toMatchObject({
    hasServerTools: true,
    serverTools: { ...NO_SERVER_TOOLS, known: 1, ...expected },
  });
});

test("several tools add their uses up, and a server of the caller's counts by itself", () => {
  const two = withTools({ type: "web_search_20250305", name: "a", max_uses: 2 }, { type: "web_fetch_20250910", name: "b", max_uses: 1 });
  expect(two.serverTools).toEqual({ samplings: 4, searches: 2, isOpenAtFirst: false, isOpenLater: true, known: 2 });
  const open = { samplings: 10, searches: 0, isOpenAtFirst: true, isOpenLater: true, known: 0 };
  expect(call({ mcp_servers: [{ type: "url", url: "https://x", name: "x" }] })).toMatchObject({ hasServerTools: true, serverTools: open });
});

test("tools that are added in the middle of a conversation count like the others", () => {
  const definition = { type: "web_search_20250305", name: "s", max_uses: 1 };
  const messages = [{ role: "system", content: [{ type: "tool_addition", tool: { definition } }] }];
  expect(call({ messages })).toMatchObject({ hasServerTools: true, serverTools: { samplings: 2, searches: 1, known: 1 } });
});

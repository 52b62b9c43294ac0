import { expect, test } from "vitest";
import { namedSourcesIn } from "@/lib/upstreams/links/linked-sources";

const image = (url: string) => ({ type: "image", source: { type: "url", url } });
const body = (...content: unknown[]) =>
  Buffer.from(
    JSON.stringify({
      messages: [
        { role: "user", content: "Hello" },
        { role: "user", content },
      ],
    }),
  );
const placesIn = (bytes: Buffer) => namedSourcesIn(bytes).map(({ place, url }) => `${place}=${url}`);

test("links are found where Claude takes them, at the place that Anthropic's own errors name", () => {
  const inner = { type: "document", source: { type: "content", content: [{ type: "text", text: "a" }, image("d")] } };
  const result = { type: "tool_result", tool_use_id: "t", content: [{ type: "text", text: "b" }, image("b"), inner] };
  const document = { type: "document", source: { type: "url", url: "c" } };
  expect(placesIn(body(image("a"), result, document))).toEqual([
    "messages.1.content.0.source.url=a",
    "messages.1.content.1.content.1.source.url=b",
    "messages.1.content.1.content.2.source.content.1.source.url=d",
    "messages.1.content.2.source.url=c",
  ]);
  expect(namedSourcesIn(body(document, { type: "image", source: { type: "file", file_id: "f" } }))).toMatchObject([
    { type: "url", kind: "document" },
    { type: "file", kind: "image" },
  ]);
});

test("ranges come in the order of the text and never inside each other, whatever a block is made of", () => {
  const block = { type: "document", source: { type: "url", url: "a", content: [image("inside")] }, content: [image("b")] };
  const ranges = namedSourcesIn(body(block, image("c")));
  expect(ranges.map(({ url }) => url)).toEqual(["a", "b", "c"]);
  expect(ranges.every(({ from }, index) => from >= (ranges[index - 1]?.to ?? 0))).toBe(true);
});

test("a range is that of the whole source, also in a text with spaces, escapes and a name twice", () => {
  const text = `{ "messages" : [ {"content":[{"type":"image","source" : { "url":"x", "type" : "url", "url":"https:\\/\\/\\u0061/\\"q" } } ]} ] }`;
  const [found] = namedSourcesIn(Buffer.from(text));
  expect(found?.url).toBe('https://a/"q');
  expect(text.slice(found?.from, found?.to)).toBe(`{ "url":"x", "type" : "url", "url":"https:\\/\\/\\u0061/\\"q" }`);
});

test.each<[string, string]>([
  [
    "a tool with a field of that name",
    `{"tools":[{"input_schema":{"properties":{"url":{"type":"string"}},"required":["url"]}}],"messages":[]}`,
  ],
  ["a tool's input", JSON.stringify({ messages: [{ content: [{ type: "tool_use", input: image("a") }] }] })],
  ["a text that says so", JSON.stringify({ messages: [{ content: [{ type: "text", text: JSON.stringify(image("a")) }] }] })],
  ["a link that is no source", `{"messages":[{"content":[{"type":"image","source":"url"}]}],"x":"url"}`],
  ["another kind of block", `{"messages":[{"content":[{"type":"video","source":{"type":"url","url":"a"}}]}]}`],
  ["content in base64", `{"x":"url","messages":[{"content":[{"type":"image","source":{"type":"base64","data":"url"}}]}]}`],
  ["no list", `{"messages":{"content":[{"type":"image","source":{"type":"url"}}]}}`],
  ["nothing", ""],
])("%s has no link", (_, text) => {
  expect(placesIn(Buffer.from(text))).toEqual([]);
});

test("no search goes to a depth that Claude does not take", () => {
  const wrapped = (depth: number) =>
    `${'{"type":"tool_result","content":['.repeat(depth)}${JSON.stringify(image("a"))}${"]}".repeat(depth)}`;
  const at = (depth: number) => placesIn(Buffer.from(`{"messages":[{"content":[${wrapped(depth)}]}]}`)).length;
  expect([at(0), at(3), at(4), at(100_000)]).toEqual([1, 1, 0, 0]);
});

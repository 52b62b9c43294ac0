import { describe, expect, test } from "vitest";
import { parseMessagesCall } from "@/lib/wire/anthropic/request";
import { png } from "@/lib/wire/media/testing/pictures";
import { classicPdf, repeatedPage } from "@/lib/wire/pdf/testing/pdf-files";

const PICTURE = png(280, 280).toString("base64");
const PDF = classicPdf(repeatedPage(40)).toString("base64");
const image = (data = PICTURE) => ({ type: "image", source: { type: "base64", media_type: "image/png", data } });
const document = (source: object = { type: "base64", media_type: "application/pdf", data: PDF }) => ({ type: "document", source });
const content = (...blocks: object[]) => document({ type: "content", content: blocks });
const result = (...blocks: object[]) => ({ type: "tool_result", tool_use_id: "toolu_1", content: blocks });
const text = (length: number) => ({ type: "text", text: "x".repeat(length) });

const body = (...blocks: object[]) => JSON.stringify({ model: "m", max_tokens: 1, messages: [{ role: "user", content: blocks }] });
const promptOf = (...blocks: object[]) => parseMessagesCall(Buffer.from(body(...blocks))).prompt;
/** The size of a request without its binary data. */
const textBytes = (...blocks: object[]) =>
  body(...blocks).length - 1 - [PICTURE, PDF].reduce((sum, data) => sum + (body(...blocks).split(data).length - 1) * data.length, 0);

// A long request is read by its outline, a short one as it is.
describe.each([
  ["short", 10],
  ["long", 100_000],
])("in a %s request", (_, length) => {
  test.each([
    ["in a message", image()],
    ["in a tool's result", result(image())],
    ["in a document made of blocks", content(text(5), image())],
    ["in a document in a tool's result", result(content(image()))],
  ])("a picture %s costs by its pixels", (_, block) => {
    expect(promptOf(text(length), block)).toEqual({
      textBytes: textBytes(text(length), block),
      pictureTokens: { before_4_7: 100, since_4_7: 100 },
      pages: 0,
      links: 0,
      isOpen: false,
      files: [],
      unread: [],
    });
  });

  test.each([
    ["in a message", document()],
    ["in a tool's result", result(document())],
    [
      "in the result of a tool of the server",
      { type: "web_fetch_tool_result", content: { type: "web_fetch_result", content: document() } },
    ],
  ])("a PDF %s waits to have its pages counted", (_, block) => {
    const prompt = promptOf(text(length), block);
    expect(prompt).toMatchObject({ textBytes: textBytes(text(length), block), isOpen: false });
    expect(prompt.unread.map(String)).toEqual([PDF]);
  });

  test("several add up", () => {
    const prompt = promptOf(text(length), image(), document(), image(), result(document(), image()));
    expect(prompt.pictureTokens.since_4_7).toBe(300);
    expect(prompt.unread).toHaveLength(2);
  });

  test.each([
    ["a document kept elsewhere, without its name", document({ type: "file" })],
    ["a document of an unknown kind", document({ type: "future" })],
    ["a source of an unknown kind of block", { type: "video", source: { type: "base64", data: "AAAA" } }],
    ["a document without data", document({ type: "base64" })],
    ["blocks nested without end", [...Array(20)].reduce((inner: object) => result(inner), image())],
  ])("%s may be as long as the model reads", (_, block) => {
    expect(promptOf(text(length), block)).toMatchObject({ isOpen: true, unread: [] });
  });

  test("files are named wherever a block or its source has an id, except in what a tool made upstream", () => {
    const file = (fileId: string) => ({ type: "file", file_id: fileId });
    const made = { type: "bash_code_execution_output", file_id: "file_5" };
    const prompt = promptOf(
      ...[document(file("file_1")), { type: "image", source: file("file_2") }, { type: "container_upload", file_id: "file_3" }],
      ...[result({ type: "future", source: file("file_4") }), { type: "bash_code_execution_tool_result", content: { content: [made] } }],
    );
    const named = [
      { fileId: "file_1", as: "document" },
      { fileId: "file_2", as: "image" },
      { fileId: "file_3", as: "upload" },
      { fileId: "file_4", as: "document" },
    ];
    expect(prompt).toMatchObject({ files: named, isOpen: false });
  });

  test("a file named below the deepest level read is refused, because its owner was not checked", () => {
    const deep = [...Array(20)].reduce((inner: object) => result(inner), document({ type: "file", file_id: "file_1" }));
    expect(() => promptOf(text(length), deep)).toThrow("messages: a file is named deeper than any model reads it.");
  });

  test("a linked document is counted apart, because its size is unknown", () => {
    const linked = document({ type: "url", url: "https://example.com/a.pdf" });
    expect(promptOf(text(length), linked, result(linked))).toMatchObject({ links: 2, isOpen: false, unread: [] });
  });

  test("a linked picture costs the most that a picture costs, and a text in a document its bytes", () => {
    const linked = { type: "image", source: { type: "url", url: "https://example.com/a.png" } };
    expect(promptOf(text(length), linked)).toMatchObject({ pictureTokens: { before_4_7: 1_568, since_4_7: 4_784 }, isOpen: false });
    const plain = document({ type: "text", media_type: "text/plain", data: "y".repeat(700) });
    expect(promptOf(text(length), plain)).toMatchObject({ textBytes: textBytes(text(length), plain), isOpen: false, unread: [] });
  });

  test("data that is given twice is refused: a parser that takes the other one reads another document", () => {
    const twice = body(text(length), document()).replace('"data":', '"data":"AAAA","data":');
    expect(() => parseMessagesCall(Buffer.from(twice))).toThrow("messages: a request with pictures or documents gives no field twice.");
  });
});

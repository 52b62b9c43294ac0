import { describe, expect, test } from "vitest";
import { fileBlock, imageBlock } from "@/lib/wire/openai/content-parts";
import { chatCall, refusal } from "@/lib/wire/testing/chat";
import { responsesCall } from "@/lib/wire/testing/responses";

const bytes = (head: string) => Buffer.from(`${head} and more of it`, "latin1").toString("base64");
const JPEG = bytes("\xff\xd8\xff\xe0\0\x10JFIF");
const PNG = bytes("\x89PNG\r\n\x1a\n");
const GIF = bytes("GIF89a");
const WEBP = bytes("RIFF\x24\0\0\0WEBPVP8 ");
const PDF = bytes("%PDF-1.7\n%");
const urlOf = (label: string, data = JPEG) => `data:${label};base64,${data}`;
const image = (media_type: string, data: string) => ({ type: "image", source: { type: "base64", media_type, data } });
const pdf = { type: "document", source: { type: "base64", media_type: "application/pdf", data: PDF } };
const text = (data: string, title?: string) => {
  return { type: "document", source: { type: "text", media_type: "text/plain", data }, ...(title && { title }) };
};

describe("a picture as a data URL", () => {
  test.each([
    ["a label of browsers", urlOf("image/jpg"), image("image/jpeg", JPEG)],
    ["an old label", urlOf("image/pjpeg"), image("image/jpeg", JPEG)],
    ["upper case", `DATA:IMAGE/JPEG;BASE64,${JPEG}`, image("image/jpeg", JPEG)],
    ["parameters", urlOf("image/jpeg;name=a.jpg;charset=utf-8"), image("image/jpeg", JPEG)],
    ["space around its parts", ` data: image/jpeg ; base64,${JPEG}`, image("image/jpeg", JPEG)],
    ["line breaks", urlOf("image/jpeg", JPEG.replace(/.{8}/g, "$&\r\n")), image("image/jpeg", JPEG)],
    ["the alphabet of URLs", urlOf("image/jpeg", JPEG.replaceAll("/", "_").replaceAll("+", "-")), image("image/jpeg", JPEG)],
    ["percent codes inside of base64", urlOf("image/jpeg", JPEG.replaceAll("/", "%2F").replaceAll("=", "%3D")), image("image/jpeg", JPEG)],
    ["the label of another kind", urlOf("image/png"), image("image/jpeg", JPEG)],
    ["no label", urlOf(""), image("image/jpeg", JPEG)],
    ["a label that says nothing", urlOf("application/octet-stream", PNG), image("image/png", PNG)],
    ["a PNG's bytes", urlOf("image/jpeg", PNG), image("image/png", PNG)],
    ["a GIF's bytes", urlOf("image/x-png", GIF), image("image/gif", GIF)],
    ["a WebP's bytes", urlOf("image/png", WEBP), image("image/webp", WEBP)],
    ["no base64 at all", "data:image/gif,GIF89a%00%FF", image("image/gif", Buffer.from("GIF89a\0\xff", "latin1").toString("base64"))],
    ["bytes that nobody knows, under a known label", urlOf("image/jpg", "AAAA"), image("image/jpeg", "AAAA")],
  ])("with %s goes up as what it is", (_, url, block) => {
    expect(imageBlock(url, "p")).toEqual(block);
  });

  test("that is a PDF or a text is a document", () => {
    expect(imageBlock(urlOf("application/pdf", PDF), "p")).toEqual(pdf);
    expect(imageBlock(urlOf("image/png", PDF), "p")).toEqual(pdf);
    expect(imageBlock("data:,Hello%2C%20World!", "p")).toEqual(text("Hello, World!"));
    expect(imageBlock("https://x.test/a.PDF?x=1", "p")).toEqual({
      type: "document",
      source: { type: "url", url: "https://x.test/a.PDF?x=1" },
    });
  });

  test.each(["image/tiff", "image/svg+xml", "image/avif", "video/mp4"])("that is %s is refused by its place", (label) => {
    const content = [{ type: "image_url", image_url: { url: urlOf(label, bytes("II*\0")) } }];
    expect(refusal({ messages: [{ role: "user", content }] })).toMatchObject({ param: "messages.0.content.0.image_url.url" });
  });
});

describe("a file", () => {
  const base64 = (words: string, encoding: BufferEncoding = "utf8") => Buffer.from(words, encoding).toString("base64");

  test.each([
    ["text", urlOf("text/plain", base64("Grüße\n")), text("Grüße\n", "f")],
    ["Markdown with a charset", urlOf("text/markdown;charset=UTF-8", base64("# é")), text("# é", "f")],
    ["JSON", urlOf("application/json", base64('{"a":1}')), text('{"a":1}', "f")],
    ["XML of some kind", urlOf("application/atom+xml", base64("<a/>")), text("<a/>", "f")],
    ["percent-encoded text", "data:text/csv;charset=utf-8,a%3Bb%0A1;2", text("a;b\n1;2", "f")],
    ["text of an old machine", urlOf("text/plain;charset=iso-8859-1", base64("é", "latin1")), text("é", "f")],
    ["text that is no UTF-8 and does not say so", urlOf("text/plain", base64("é", "latin1")), text("é", "f")],
    ["text under no label", urlOf("application/octet-stream", base64("let x = 1;")), text("let x = 1;", "f")],
    ["a PDF", urlOf("application/pdf", PDF), { ...pdf, title: "f" }],
    ["a PDF under no label", urlOf("application/octet-stream", PDF), { ...pdf, title: "f" }],
    ["a PDF's base64 alone", PDF, { ...pdf, title: "f" }],
    ["a picture", urlOf("image/jpg"), image("image/jpeg", JPEG)],
  ])("that is %s goes up as what it is", (_, data, block) => {
    expect(fileBlock(data, "p", "f")).toEqual(block);
  });

  test.each([
    ["of a word processor", urlOf("application/vnd.openxmlformats-officedocument.wordprocessingml.document", bytes("PK\x03\x04"))],
    ["of sounds", urlOf("audio/wav", bytes("RIFF\x24\0\0\0WAVE"))],
    ["without a label that is no text", bytes("\0\x01\x02")],
    ["that is empty", urlOf("text/plain", "")],
    ["that is blank", "data:text/plain,%20"],
  ])("%s is refused by its place", (_, file_data) => {
    const content = [{ type: "file", file: { filename: "f", file_data } }];
    expect(refusal({ messages: [{ role: "user", content }] })).toMatchObject({ param: "messages.0.content.0.file.file_data" });
  });
});

test("both routes read them the same way", () => {
  const chat = [
    { type: "image_url", image_url: { url: urlOf("image/jpg") } },
    { type: "file", file: { filename: "f", file_data: "data:text/plain,hi" } },
  ];
  const items = [
    { type: "input_image", image_url: urlOf("image/jpg") },
    { type: "input_file", filename: "f", file_data: "data:text/plain,hi" },
  ];
  const ofChat = JSON.parse(chatCall({ messages: [{ role: "user", content: chat }] }).body.toString()).messages;
  expect(JSON.parse(responsesCall({ input: [{ role: "user", content: items }] }).body.toString()).messages).toEqual(ofChat);
  expect(ofChat[0].content).toEqual([image("image/jpeg", JPEG), text("hi", "f")]);
});

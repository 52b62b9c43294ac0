import { expect, test } from "vitest";
import { likelyPromptTokens, mostPromptTokens } from "@/lib/relay/call/prompt-tokens";
import { withPages } from "@/lib/relay/reading/read-documents";
import { parseMessagesCall } from "@/lib/wire/anthropic/request";
import { png } from "@/lib/wire/media/testing/pictures";
import { classicPdf, flatTree, packedPdf, repeatedPage } from "@/lib/wire/pdf/testing/pdf-files";
import { MODELS } from "@/prisma/seed-data/models";

const NEW = MODELS.find(({ id }) => id === "claude-opus-5") as (typeof MODELS)[number];
const OLD = MODELS.find(({ id }) => id === "claude-haiku-4-5-20251001") as (typeof MODELS)[number];

async function asked(...content: object[]) {
  const body = Buffer.from(JSON.stringify({ model: "m", max_tokens: 1, messages: [{ role: "user", content }] }));
  const request = parseMessagesCall(body);
  return { ...request, prompt: await withPages(request.prompt) };
}

const pdf = (file: Buffer) => ({
  type: "document",
  source: { type: "base64", media_type: "application/pdf", data: file.toString("base64") },
});
const TEXT = { type: "text", text: "Sum it up" };

test("a token is a byte at least, whatever the language", async () => {
  for (const word of ["word ", "Ꭰ", "ᚠ", "语", "🜁", "a1%"]) {
    const text = word.repeat(300);
    expect(mostPromptTokens(await asked({ type: "text", text }), NEW)).toBeGreaterThan(Buffer.byteLength(text));
  }
});

test("what the API adds to a prompt with tools is held for, once", async () => {
  const of = (body: object) => parseMessagesCall(Buffer.from(JSON.stringify({ model: "m", max_tokens: 1, messages: [], ...body })));
  const tool = { name: "a", input_schema: { type: "object" } };
  const [none, one, two] = [of({}), of({ tools: [tool] }), of({ tools: [tool, tool] })].map((request) => mostPromptTokens(request, NEW));
  const bytes = (tools: object[]) => JSON.stringify({ tools }).length;
  // The API's own instructions for tools come to some hundred tokens (its price list, "tool use").
  expect((one ?? 0) - (none ?? 0) - bytes([tool])).toBeGreaterThan(500);
  expect((two ?? 0) - (one ?? 0)).toBeLessThanOrEqual(bytes([tool]));
});

test("a PDF costs by its pages and not by its bytes", async () => {
  const padded = (pages: number) => pdf(classicPdf({ ...flatTree(pages), 5: `<<>>stream\n${"x".repeat(2_000_000)}\nendstream` }));
  const text = mostPromptTokens(await asked(TEXT), NEW);
  for (const pages of [1, 3, 20]) {
    const tokens = mostPromptTokens(await asked(padded(pages), TEXT), NEW) - text;
    expect(tokens).toBeGreaterThanOrEqual(pages * 7_784);
    expect(tokens).toBeLessThan(pages * 7_784 + 200);
    expect(mostPromptTokens(await asked(padded(pages), TEXT), OLD) - text).toBeGreaterThanOrEqual(pages * 4_568);
  }
  expect(mostPromptTokens(await asked(pdf(classicPdf(repeatedPage(600)))), NEW)).toBe(1_000_000);
  expect(mostPromptTokens(await asked(pdf(packedPdf(repeatedPage(30)))), OLD)).toBeGreaterThan(130_000);
});

test("what cannot be read is all that the model can read", async () => {
  const kept = { type: "document", source: { type: "file", file_id: "file_1" } };
  const linked = { type: "document", source: { type: "url", url: "https://example.com/a.pdf" } };
  for (const block of [kept, linked, pdf(Buffer.from("no PDF")), pdf(Buffer.alloc(0))]) {
    expect(mostPromptTokens(await asked(block), NEW)).toBe(1_000_000);
    expect(mostPromptTokens(await asked(block), OLD)).toBe(200_000);
    expect(likelyPromptTokens(await asked(block), NEW)).toBeLessThan(101_000);
  }
});

test("three megabytes of pictures in a document are held for by their pixels", async () => {
  const picture = Buffer.concat([png(1_000, 1_000), Buffer.alloc(300_000, 1)]);
  const image = { type: "image", source: { type: "base64", media_type: "image/png", data: picture.toString("base64") } };
  const document = { type: "document", source: { type: "content", content: Array(10).fill(image) } };
  expect(mostPromptTokens(await asked(document), NEW)).toBeLessThan(15_000);
});

test("many documents at once are all read, two at a time", async () => {
  const sizes = await Promise.all(Array.from({ length: 30 }, (_, index) => asked(pdf(packedPdf(flatTree(index + 1))))));
  expect(sizes.map(({ prompt }) => prompt.pages)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
});

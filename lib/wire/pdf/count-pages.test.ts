import { randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { PdfBudget } from "@/lib/wire/pdf/budget";
import { countPages } from "@/lib/wire/pdf/count-pages";
import { classicPdf, flatTree, packedPdf, repeatedPage } from "@/lib/wire/pdf/testing/pdf-files";

const count = (pdf: Buffer, budget = new PdfBudget()) => countPages(pdf, budget);
const text = (file: string) => Buffer.from(file, "latin1");

describe("pages are counted as a reader of the file finds them", () => {
  test.each([1, 7, 600, 2_345])("%i pages, with a table and packed", async (pages) => {
    expect(await count(classicPdf(flatTree(pages)))).toBe(pages);
    expect(await count(packedPdf(flatTree(pages)))).toBe(pages);
    expect(await count(packedPdf(flatTree(pages), { filter: "", pack: (bytes) => bytes }))).toBe(pages);
  });

  test("a page that is named six hundred times is six hundred pages, in 4 KB", async () => {
    const pdf = classicPdf(repeatedPage(600));
    expect(pdf.length).toBeLessThan(6_000);
    expect(await count(pdf)).toBe(600);
    expect(await count(packedPdf(repeatedPage(600)))).toBe(600);
  });

  test("a tree that names a branch several times counts its pages each time", async () => {
    const bodies: Record<number, string> = { 1: "<</Type/Catalog/Pages 2 0 R>>", 40: "<</Type/Page>>" };
    for (let level = 2; level < 40; level++) bodies[level] = `<</Type/Pages/Kids[${level + 1} 0 R ${level + 1} 0 R]>>`;
    expect(await count(classicPdf(bodies))).toBe(1_000_000);
  });

  test("forms, lists of names and bookmarks have kids and counts, and are no pages", async () => {
    const bodies = flatTree(3);
    bodies[1] = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[50 0 R]>>/Names<</Dests 60 0 R>>/Outlines 70 0 R>>";
    bodies[50] = `<</T(f)/Kids[${"51 0 R ".repeat(500)}]>>`;
    bodies[51] = "<</Parent 50 0 R/Subtype/Widget>>";
    bodies[60] = `<</Kids[${"61 0 R ".repeat(500)}]>>`;
    bodies[61] = "<</Limits[(a)(b)]/Names[(a) 10 0 R]>>";
    bodies[70] = "<</Type/Outlines/First 71 0 R/Last 71 0 R/Count 900>>";
    bodies[71] = "<</Title(x)/Parent 70 0 R>>";
    expect(await count(classicPdf(bodies))).toBe(3);
    expect(await count(packedPdf(bodies))).toBe(3);
  });

  test("in a file with several versions, the one with the most pages counts", async () => {
    const before = classicPdf(flatTree(5)).toString("latin1");
    const grown = classicPdf({ 2: `<</Type/Pages/Count 9/Kids[${"10 0 R ".repeat(9)}]>>` }, before);
    const shrunk = classicPdf({ 2: "<</Type/Pages/Count 1/Kids[10 0 R]>>" }, before);
    expect(await count(grown)).toBe(9);
    expect(await count(shrunk)).toBe(5);
    expect(await count(Buffer.concat([text(before), packedPdf(flatTree(12))]))).toBe(12);
  });

  test("a list of kids may be an object of its own", async () => {
    const bodies = { 1: "<</Pages 2 0 R>>", 2: "<</Type/Pages/Kids 5 0 R>>", 5: "[3 0 R 3 0 R]", 3: "<</Type/Page>>" };
    expect(await count(classicPdf(bodies))).toBe(2);
    expect(await count(packedPdf(bodies))).toBe(2);
  });

  test("a file without a tree has the loose pages in it", async () => {
    const stray = Buffer.concat([text("%PDF-1.4\n1 0 obj<</Type/Page>>endobj\n"), randomBytes(1_000_000)]);
    expect(await count(stray)).toBe(1);
  });
});

describe("hidden content does not count as nothing", () => {
  const hidden = `/Kids[${"3 0 R ".repeat(600)}]`;
  const withTree = (object: string) => text(`%PDF-1.4\n1 0 obj<</Pages 2 0 R>>endobj\n3 0 obj<</Type/Page>>endobj\n${object}`);

  test.each([
    ["behind an end in a string", `2 0 obj<</A(endobj)${hidden}>>endobj`],
    ["behind an end in a comment", `2 0 obj<</A 1%endobj\n${hidden}>>endobj`],
    ["behind another object in a string", `2 0 obj<</A(9 0 obj<<>>endobj)${hidden}>>endobj`],
    ["behind an end in a hexadecimal string", `2 0 obj<</A<endobj>${hidden}>>endobj`],
    ["behind an end as a name", `2 0 obj<</A/endobj ${hidden}>>endobj`],
    ["behind a string that never ends", `8 0 obj(\n2 0 obj<<${hidden}>>endobj`],
    ["behind a comment after the name", `2 0 obj<</Kids%[3 0 R]\n[${"3 0 R ".repeat(600)}]>>endobj`],
  ])("%s", async (_, object) => {
    expect(await count(withTree(object))).toBe(600);
  });

  test.each([
    ["a name spelt with numbers", withTree(`2 0 obj<</K#69ds[${"3 0 R ".repeat(600)}]>>endobj`)],
    ["a root spelt with numbers", text(`%PDF-1.4\n1 0 obj<</P#61ges 2 0 R>>endobj\n2 0 obj<<${hidden}>>endobj 3 0 obj<<>>endobj`)],
    ["an object with a comment in its header", withTree(`2%\n0 obj<<${hidden}>>endobj`)],
    ["an object with a comment before its word", withTree(`2 0%\nobj<<${hidden}>>endobj`)],
    ["a kid that is nowhere", withTree("2 0 obj<</Kids[77 0 R]>>endobj")],
    ["a circle", withTree("2 0 obj<</Kids[3 0 R 2 0 R]>>endobj")],
    ["kids inside the list", withTree("2 0 obj<</Kids[<</Type/Page>>]>>endobj")],
    ["a tree inside its catalogue", text("%PDF-1.4\n1 0 obj<</Pages<</Kids[3 0 R]>>>>endobj")],
    ["an encrypted file", Buffer.concat([classicPdf(flatTree(1)), text("trailer<</Encrypt 5 0 R>>")])],
    ["a stream that is packed in another way", packedPdf(flatTree(3), { filter: "/Filter/LZWDecode" })],
    ["a stream that is packed twice", packedPdf(flatTree(3), { filter: "/Filter[/ASCII85Decode/FlateDecode]" })],
    ["a stream with a predictor", packedPdf(flatTree(3), { filter: "/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 5>>" })],
    ["a stream whose bytes are broken", packedPdf(flatTree(30), { pack: (bytes) => deflateSync(bytes).fill(0x55, 20, 30) })],
    ["nothing of a PDF", randomBytes(10_000)],
    ["no page at all", text("%PDF-1.4\n%%EOF")],
  ])("%s is not read", async (_, pdf) => {
    expect(await count(pdf)).toBeNull();
  });
});

describe("no file costs more than its budget", () => {
  test("a stream that unpacks to a gigabyte is not unpacked", async () => {
    const bomb = packedPdf(flatTree(1), { pack: () => deflateSync(Buffer.alloc(64 * 1024 * 1024, 0x20)) });
    const budget = new PdfBudget();
    expect(await count(bomb, budget)).toBeNull();
    expect(budget.inflatedBytes).toBe(0);
  });

  test.each([
    ["a million objects", "1 0 obj<<>>endobj\n".repeat(1_000_000)],
    ["a million strings that never end", "1 0 obj<</A(\n".repeat(1_000_000)],
    ["dictionaries a million deep", `1 0 obj${"<</A".repeat(1_000_000)}`],
    [
      "sixty thousand nodes that name each other",
      `1 0 obj<</Pages 2 0 R>>${Array.from({ length: 60_000 }, (_, n) => `${n + 2} 0 obj<</Kids[${"3 0 R ".repeat(2)}]>>`).join("")}`,
    ],
  ])("%s: not read, for no more than the budget", async (_, file) => {
    const budget = new PdfBudget();
    expect(await count(text(`%PDF-1.4\n${file}`), budget)).toBeNull();
    expect(budget.lexed).toBeLessThanOrEqual(8 * 1024 * 1024);
    expect(budget.objects).toBeLessThanOrEqual(250_000);
  });
});

import { afterEach, expect, test } from "vitest";
import { FileMeter } from "@/lib/api/files/file-meter";
import { jpeg, png } from "@/lib/wire/media/testing/pictures";
import { classicPdf, flatTree, packedPdf } from "@/lib/wire/pdf/testing/pdf-files";

const NOTHING = { pages: null, textTokens: null, pictureTokens: null };
const MB = 1024 * 1024;
const LONG_PDF = Buffer.concat([classicPdf(flatTree(2)), Buffer.alloc(31 * MB)]);
const pagesOf = (meters: FileMeter[]) => Promise.all(meters.map(async (meter) => (await meter.content("application/pdf")).pages));
const open: FileMeter[] = [];
afterEach(() => {
  for (const meter of open.splice(0)) meter.drop();
});

function metered(bytes: Buffer, piece = 1_000, workspaceId = "w"): FileMeter {
  const meter = new FileMeter(workspaceId);
  open.push(meter);
  for (let from = 0; from < bytes.length; from += piece) meter.add(bytes.subarray(from, from + piece));
  return meter;
}

test("a file is measured by the type that its account gives it, however its bytes are chunked", async () => {
  for (const piece of [1, 7, 1_000, 10_000_000]) {
    const pdf = packedPdf(flatTree(12));
    expect(await metered(pdf, piece).content("application/pdf")).toEqual({ ...NOTHING, pages: 12 });
    expect(await metered(Buffer.from("Zwölf Jäger"), piece).content("text/plain")).toEqual({ ...NOTHING, textTokens: 13 });
    const picture = await metered(png(280, 280), piece).content("image/png");
    expect(picture).toEqual({ ...NOTHING, pictureTokens: { before_4_7: 100, since_4_7: 100 } });
  }
  expect((await metered(classicPdf(flatTree(3))).content("text/plain")).textTokens).toBe(classicPdf(flatTree(3)).length);
});

test("a byte that is no UTF-8 counts as the sign for it", async () => {
  expect(await metered(Buffer.from([0xff, 0xfe, 0x41])).content("text/plain")).toEqual({ ...NOTHING, textTokens: 9 });
});

test("content that cannot be measured has no figures", async () => {
  for (const type of ["application/octet-stream", "application/pdf", ""]) {
    expect(await metered(Buffer.from("no PDF")).content(type)).toEqual(NOTHING);
  }
  expect(await metered(Buffer.alloc(2_200_000, "x")).content("text/plain")).toEqual(NOTHING);
});

test("of a long file only what a picture's header needs stays in memory, and of a long PDF nothing", async () => {
  const long = jpeg(280, 280, 3_000_000);
  const meter = metered(Buffer.concat([png(280, 280), Buffer.alloc(5_000_000)]), 65_536);
  expect(meter.sizeBytes).toBeGreaterThan(5_000_000);
  expect(await meter.content("image/png")).toMatchObject({ pictureTokens: { since_4_7: 100 } });
  expect((await metered(long, 65_536).content("image/jpeg")).pictureTokens).toBeDefined();
  const pdf = Buffer.concat([classicPdf(flatTree(2)), Buffer.alloc(33 * 1024 * 1024)]);
  expect(await metered(pdf, 65_536).content("application/pdf")).toEqual(NOTHING);
});

test("the memory of all meters together is bounded: a file beyond it is not measured", async () => {
  const meters = ["a", "b", "c", "d"].map((of) => metered(LONG_PDF, MB, of));
  expect(await pagesOf(meters)).toEqual([2, 2, 2, null]);
  for (const meter of meters) meter.drop();
  expect(await pagesOf([metered(LONG_PDF, MB)])).toEqual([2]);
});

test("one workspace's uploads do not keep the PDF of another from being measured", async () => {
  const meters = Array.from({ length: 6 }, () => metered(LONG_PDF, MB, "many"));
  const other = metered(LONG_PDF, MB, "one");
  expect(await pagesOf([...meters, other])).toEqual([2, 2, null, null, null, null, 2]);
});

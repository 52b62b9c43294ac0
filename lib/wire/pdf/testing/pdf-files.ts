import { deflateSync } from "node:zlib";

/** The bodies of a document's objects by their numbers, as they stand between `obj` and `endobj`. */
export type Bodies = Record<number, string>;

/** A catalogue with a flat tree of this many pages. */
export function flatTree(pages: number): Bodies {
  const numbers = Array.from({ length: pages }, (_, index) => index + 10);
  return {
    1: "<</Type/Catalog/Pages 2 0 R>>",
    2: `<</Type/Pages/Count ${pages}/Kids[${numbers.map((number) => `${number} 0 R`).join(" ")}]>>`,
    ...Object.fromEntries(numbers.map((number) => [number, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>"])),
  };
}

/** One page, named `times` over: a file of a few bytes for any number of pages. */
export function repeatedPage(times: number): Bodies {
  return {
    1: "<</Type/Catalog/Pages 2 0 R>>",
    2: `<</Type/Pages/Count ${times}/Kids[${"3 0 R ".repeat(times)}]>>`,
    3: "<</Type/Page/Parent 2 0 R>>",
  };
}

/** A file with a table of references, like files up to PDF 1.4. */
export function classicPdf(bodies: Bodies, before = "%PDF-1.4\n", root = 1): Buffer {
  let file = before;
  const offsets = new Map<number, number>();
  for (const [number, body] of Object.entries(bodies)) {
    offsets.set(Number(number), file.length);
    file += `${number} 0 obj\n${body}\nendobj\n`;
  }
  const start = file.length;
  const rows = [...offsets].map(([number, offset]) => `${number} 1\n${`${offset}`.padStart(10, "0")} 00000 n \n`);
  const previous = before.lastIndexOf("startxref\n");
  const prev = previous === -1 ? "" : `/Prev ${Number.parseInt(before.slice(previous + 10), 10)}`;
  file += `xref\n0 1\n0000000000 65535 f \n${rows.join("")}trailer\n<</Size 9999/Root ${root} 0 R${prev}>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, "latin1");
}

/** A file with a stream of references and all objects in one object stream, as newer writers make it. */
export function packedPdf(
  bodies: Bodies,
  { filter = "/Filter/FlateDecode", pack = deflateSync as (bytes: Buffer) => Buffer } = {},
): Buffer {
  const entries = Object.entries(bodies);
  let inner = "";
  const table = entries.map(([number, body]) => {
    const entry = `${number} ${inner.length}`;
    inner += `${body} `;
    return entry;
  });
  const head = `${table.join(" ")} `;
  const data = pack(Buffer.from(head + inner, "latin1"));
  const begin = "%PDF-1.5\n%\xe2\xe3\xcf\xd3\n";
  const object = `9000 0 obj\n<</Type/ObjStm/N ${entries.length}/First ${head.length}/Length ${data.length}${filter}>>\nstream\n`;
  const packed = Buffer.concat([Buffer.from(begin + object, "latin1"), data, Buffer.from("\nendstream\nendobj\n")]);
  const rows = entries.map(([number], index) => ({ number: Number(number), row: [2, 9000, index] }));
  rows.push({ number: 9000, row: [1, begin.length, 0] }, { number: 9001, row: [1, packed.length, 0] });
  const sorted = rows.sort((one, other) => one.number - other.number);
  const table2 = deflateSync(
    Buffer.from(sorted.flatMap(({ row: [type = 0, second = 0, third = 0] }) => [type, ...bytesOf(second), ...bytesOf(third)])),
  );
  const index = sorted.map(({ number }) => `${number} 1`).join(" ");
  const references = `9001 0 obj\n<</Type/XRef/Size 9002/Root 1 0 R/W[1 4 4]/Index[${index}]/Filter/FlateDecode/Length ${table2.length}>>\nstream\n`;
  const end = `\nendstream\nendobj\nstartxref\n${packed.length}\n%%EOF\n`;
  return Buffer.concat([packed, Buffer.from(references), table2, Buffer.from(end)]);
}

function bytesOf(number: number): number[] {
  return [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255];
}

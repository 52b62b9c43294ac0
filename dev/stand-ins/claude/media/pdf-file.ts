import { inflateSync } from "node:zlib";
import { type PdfDictionary, PdfReader, type PdfValue } from "./pdf-value";

/** The place of an object: in the file, or in a stream of objects. */
type Place = { offset: number } | { stream: number; index: number };

/** A PDF by its own table of references, with the newest part of the file first. Throws for anything that a strict reader would refuse. */
export class PdfFile {
  readonly #text: string;
  readonly #places = new Map<number, Place>();
  readonly #streams = new Map<number, PdfValue[]>();
  root: PdfValue = null;

  constructor(private readonly bytes: Buffer) {
    this.#text = bytes.toString("latin1");
    if (!this.#text.startsWith("%PDF-")) throw new Error("no PDF");
    const start = Number.parseInt(this.#text.slice(this.#text.lastIndexOf("startxref") + 9), 10);
    const seen = new Set<number>();
    for (let at: number | null = start; at !== null && !seen.has(at); ) {
      seen.add(at);
      const trailer = this.#readTable(at);
      if (trailer.has("/Encrypt")) throw new Error("an encrypted PDF");
      this.root ??= trailer.get("/Root") ?? null;
      const hybrid = trailer.get("/XRefStm");
      if (typeof hybrid === "number") this.#readTable(hybrid);
      const previous = trailer.get("/Prev");
      at = typeof previous === "number" ? previous : null;
    }
  }

  /** The value itself where the argument is a reference. */
  follow(value: PdfValue | undefined): PdfValue {
    if (typeof value !== "object" || value === null || !("ref" in value)) return value ?? null;
    const place = this.#places.get(value.ref);
    if (!place) return null;
    if ("stream" in place) return this.#objectsIn(place.stream)[place.index] ?? null;
    return this.#objectAt(place.offset).value;
  }

  dictionary(value: PdfValue | undefined): PdfDictionary {
    const found = this.follow(value);
    return found instanceof Map ? found : new Map();
  }

  /** The bytes of the referenced stream, whatever length it declares; none when its packing is unknown. */
  stream(value: PdfValue | undefined): Buffer {
    if (typeof value !== "object" || value === null || !("ref" in value)) return Buffer.alloc(0);
    const place = this.#places.get(value.ref);
    return place && "offset" in place ? this.#unpacked(place.offset) : Buffer.alloc(0);
  }

  #readTable(at: number): PdfDictionary {
    const reader = new PdfReader(this.#text, at);
    if (reader.peek() !== "xref") return this.#readStreamTable(at);
    reader.token();
    while (reader.peek() !== "trailer") {
      const [first, size] = [Number(reader.token()), Number(reader.token())];
      for (let index = 0; index < size; index++) {
        const [offset, , kind] = [Number(reader.token()), reader.token(), reader.token()];
        if (kind === "n" && !this.#places.has(first + index)) this.#places.set(first + index, { offset });
      }
    }
    reader.token();
    const trailer = reader.value();
    if (trailer instanceof Map) return trailer;
    throw new Error("no trailer");
  }

  #readStreamTable(at: number): PdfDictionary {
    const { value } = this.#objectAt(at);
    if (!(value instanceof Map)) throw new Error("no table of references");
    const widths = value.get("/W") as number[];
    const index = (value.get("/Index") ?? [0, value.get("/Size") ?? 0]) as number[];
    const table = this.#unpacked(at);
    let byte = 0;
    const next = (width = 0) => {
      byte += width;
      return width === 0 ? 1 : table.readUIntBE(byte - width, width);
    };
    for (let pair = 0; pair < index.length; pair += 2) {
      for (let number = index[pair] ?? 0; number < (index[pair] ?? 0) + (index[pair + 1] ?? 0); number++) {
        const [type, second, third] = [next(widths[0]), next(widths[1]), next(widths[2])];
        if (type === 0 || this.#places.has(number)) continue;
        this.#places.set(number, type === 1 ? { offset: second } : { stream: second, index: third });
      }
    }
    return value;
  }

  #objectAt(offset: number): { value: PdfValue; end: number } {
    const reader = new PdfReader(this.#text, offset);
    const [, , word] = [reader.token(), reader.token(), reader.token()];
    if (word !== "obj") throw new Error("no object where one should be");
    const value = reader.value();
    return { value, end: reader.at };
  }

  #unpacked(offset: number): Buffer {
    const { value, end } = this.#objectAt(offset);
    const begin = /\s*stream\r?\n/y;
    begin.lastIndex = end;
    if (!(value instanceof Map) || !begin.test(this.#text)) return Buffer.alloc(0);
    const length = this.follow(value.get("/Length"));
    const data = this.bytes.subarray(begin.lastIndex, begin.lastIndex + (typeof length === "number" ? length : 0));
    const filter = value.get("/Filter") ?? null;
    if (filter === null) return data;
    return [filter].flat().join() === "/FlateDecode" ? inflateSync(data, { maxOutputLength: 64 * 1024 * 1024 }) : Buffer.alloc(0);
  }

  #objectsIn(stream: number): PdfValue[] {
    const known = this.#streams.get(stream);
    if (known) return known;
    const text = this.stream({ ref: stream }).toString("latin1");
    const head = this.dictionary({ ref: stream });
    const [size, first] = [Number(head.get("/N")), Number(head.get("/First"))];
    const table = new PdfReader(text, 0);
    const numbers = Array.from({ length: size * 2 }, () => Number(table.token()));
    const offsets = numbers.filter((_, index) => index % 2 === 1);
    const values = offsets.map((offset) => new PdfReader(text, first + offset).value());
    this.#streams.set(stream, values);
    return values;
  }
}

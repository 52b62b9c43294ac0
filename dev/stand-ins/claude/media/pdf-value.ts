/** A value of a PDF file. Names begin with a slash, texts are left out. */
export type PdfValue = number | string | null | boolean | PdfRef | PdfValue[] | PdfDictionary;
export type PdfDictionary = Map<string, PdfValue>;
export type PdfRef = { ref: number };

/** Reads values one after the other, as a strict reader does. */
export class PdfReader {
  constructor(
    readonly text: string,
    public at: number,
  ) {}

  value(): PdfValue {
    const token = this.token();
    if (token === "<<") return this.#dictionary();
    if (token === "[") {
      const list: PdfValue[] = [];
      while (this.peek() !== "]") list.push(this.value());
      this.token();
      return list;
    }
    if (/^[+-]?\d+$/.test(token)) return this.#reference(Number(token)) ?? Number(token);
    if (/^[+-]?[\d.]+$/.test(token)) return Number(token);
    if (token === "true" || token === "false") return token === "true";
    return token === "null" ? null : token;
  }

  token(): string {
    this.#skipBlank();
    const rest = this.text.slice(this.at, this.at + 2);
    if (rest === "") throw new Error("the file ends in the middle of a value");
    if (rest === "<<" || rest === ">>") return this.#take(2);
    if (rest[0] === "(") return this.#string();
    if (rest[0] === "<") return this.#take(this.text.indexOf(">", this.at) + 1 - this.at);
    if (rest[0] === "[" || rest[0] === "]") return this.#take(1);
    const word = /[^\s\0()<>[\]{}/%]*/y;
    word.lastIndex = this.at + 1;
    word.test(this.text);
    return this.#take(Math.max(1, word.lastIndex - this.at)).replace(/#([0-9a-f]{2})/gi, (_, hex) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }

  peek(): string {
    const { at } = this;
    const token = this.token();
    this.at = at;
    return token;
  }

  #dictionary(): PdfDictionary {
    const entries: PdfDictionary = new Map();
    while (this.peek() !== ">>") entries.set(this.token(), this.value());
    this.token();
    return entries;
  }

  #reference(number: number): PdfRef | null {
    const match = /[\s\0]+\d+[\s\0]+R(?![A-Za-z])/y;
    match.lastIndex = this.at;
    if (!match.test(this.text)) return null;
    this.at = match.lastIndex;
    return { ref: number };
  }

  #string(): string {
    const from = this.at;
    let depth = 0;
    for (; this.at < this.text.length; this.at++) {
      const char = this.text[this.at];
      if (char === "\\") this.at++;
      else if (char === "(") depth++;
      else if (char === ")" && --depth === 0) break;
    }
    this.at++;
    return this.text.slice(from, this.at);
  }

  #skipBlank(): void {
    const blank = /(?:[\s\0]|%[^\r\n]*)*/y;
    blank.lastIndex = this.at;
    blank.test(this.text);
    this.at = Math.max(this.at, blank.lastIndex);
  }

  #take(length: number): string {
    this.at += length;
    return this.text.slice(this.at - length, this.at);
  }
}

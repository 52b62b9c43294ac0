const MOST_INFLATED_BYTES = 24 * 1024 * 1024;
const MOST_LEXED = 8 * 1024 * 1024;
const MOST_OBJECTS = 250_000;
const MOST_KIDS = 100_000;

/** The most work for the PDFs of one request: a document that needs more is not read. */
export class PdfBudget {
  inflatedBytes = 0;
  /** Characters examined one by one. */
  lexed = 0;
  objects = 0;
  #kids = 0;

  /** The bytes that an object stream may still unpack to. */
  get restBytes(): number {
    return Math.max(0, MOST_INFLATED_BYTES - this.inflatedBytes);
  }

  allowsLexed(more: number): boolean {
    return this.lexed + more <= MOST_LEXED;
  }

  allowsKids(more: number): boolean {
    this.#kids += more;
    return this.#kids <= MOST_KIDS;
  }

  allowsObject(): boolean {
    return this.objects < MOST_OBJECTS;
  }
}

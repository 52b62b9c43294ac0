import type { Clock } from "@/lib/basics/clock";

/** A page as it was rendered, with `NONCE` where the nonce of an answer is to stand. */
export type RenderedPage = { html: string; headers: [name: string, value: string][] };

type ReadyPage = { parts: string[]; headers: RenderedPage["headers"]; renderedMs: number };

type ReadyPagesParts = {
  /** Renders a page ahead; null if it may not be kept. */
  render: (key: string, nonce: string) => Promise<RenderedPage | null>;
  /** The text that a rendered page has in place of a nonce. Nobody outside may know it. */
  nonce: string;
  /** Up to this age a page is sent as it is. Twice as old, it is still sent while it is rendered once more. */
  freshMs: number;
  clock: Clock;
};

/** More pages than the site has: what is not found here is rendered for its reader. */
const PAGES_AT_MOST = 64;
/** Addresses that do not exist are rendered ahead too, before that is known. */
const RENDERED_AT_ONCE = 4;

/** Pages that are the same for all readers, rendered before they are asked for. Each answer gets a nonce of its own. */
export class ReadyPages {
  readonly nonce: string;
  readonly #parts: ReadyPagesParts;
  readonly #pages = new Map<string, ReadyPage>();
  readonly #rendering = new Set<string>();

  constructor(parts: ReadyPagesParts) {
    this.#parts = parts;
    this.nonce = parts.nonce;
  }

  /** The page for one answer; null if it has to be rendered for it. Either way it is then rendered ahead for the next ones. */
  find(key: string, nonce: string): RenderedPage | null {
    const { clock, freshMs } = this.#parts;
    const page = this.#pages.get(key);
    const ageMs = page ? clock.now().getTime() - page.renderedMs : Number.POSITIVE_INFINITY;
    if (ageMs > freshMs) this.#renderAhead(key);
    if (!page || ageMs > 2 * freshMs) return null;
    return { html: page.parts.join(nonce), headers: page.headers };
  }

  #renderAhead(key: string): void {
    if (this.#rendering.has(key) || this.#rendering.size >= RENDERED_AT_ONCE) return;
    if (this.#pages.size >= PAGES_AT_MOST && !this.#pages.has(key)) return;
    this.#rendering.add(key);
    const renderedMs = this.#parts.clock.now().getTime();
    this.#parts
      .render(key, this.nonce)
      .then(
        (rendered) => {
          const parts = rendered?.html.split(this.nonce) ?? [];
          // Without the nonce of this process another one rendered it, and browsers would refuse its scripts.
          if (rendered && parts.length > 1) this.#pages.set(key, { parts, headers: rendered.headers, renderedMs });
        },
        () => {
          // The next reader's page is rendered for that reader, as this one was.
        },
      )
      .finally(() => this.#rendering.delete(key));
  }
}

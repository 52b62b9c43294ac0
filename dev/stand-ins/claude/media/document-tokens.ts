import type { Model } from "../models";
import { PdfFile } from "./pdf-file";
import type { PdfDictionary, PdfValue } from "./pdf-value";
import { sizeTokens } from "./picture-tokens";

// The figure for the text of a page on Anthropic's page.
const LEAST_TEXT = 1_500;
const MOST_TEXT = 3_000;
const DOTS_PER_POINT = 110 / 72;
const LETTER = [0, 0, 612, 792];

/** A page of a PDF, with its inherited values. */
type Page = { content: Buffer; box: number[] };

/** The pages of a PDF in base64, at most one more than `most`; null where it is not a PDF. Read once for each `source`. */
export function pdfPages(source: { data?: unknown }, most: number): Page[] | null {
  const known = READ.get(source);
  if (known !== undefined) return known;
  let pages: Page[] | null = null;
  try {
    pages = pagesOf(Buffer.from(String(source.data ?? ""), "base64"), most);
  } catch {
    // The caller refuses an unreadable file.
  }
  READ.set(source, pages);
  return pages;
}

const READ = new WeakMap<object, Page[] | null>();

/** The tokens of a PDF: the text of its pages and the picture of each. */
export function pdfTokens(source: { data?: unknown }, model: Model): number {
  return (pdfPages(source, mostPages(model)) ?? []).reduce((sum, page) => sum + pageTokens(page, model), 0);
}

/** The limit for pictures and for pages (Anthropic's pages on vision and on PDFs). */
export function mostPages({ contextTokens }: Model): number {
  return contextTokens < 1_000_000 ? 100 : 600;
}

/** Text and picture as dense as the page's own content makes them. */
function pageTokens({ content, box: [left = 0, bottom = 0, right = 0, top = 0] }: Page, model: Model): number {
  const [width, height] = [right - left, top - bottom].map((points) => Math.max(1, Math.round(Math.abs(points) * DOTS_PER_POINT)));
  return Math.min(MOST_TEXT, LEAST_TEXT + content.length) + sizeTokens(width ?? 1, height ?? 1, model);
}

function pagesOf(bytes: Buffer, most: number): Page[] {
  const file = new PdfFile(bytes);
  const pages: Page[] = [];
  const below = (value: PdfValue | undefined, box: number[], above: PdfDictionary[]): void => {
    const node = file.dictionary(value);
    if (node.size === 0 || above.includes(node) || above.length > 1_000) throw new Error("a hole or a circle in the tree");
    const own = file.follow(node.get("/MediaBox"));
    const itsBox = Array.isArray(own) ? own.map((each) => Number(file.follow(each))) : box;
    const kids = file.follow(node.get("/Kids"));
    if (!Array.isArray(kids)) pages.push({ content: contentOf(file, node), box: itsBox });
    else
      for (const kid of kids) {
        if (pages.length > most) return;
        below(kid, itsBox, [...above, node]);
      }
  };
  below(file.dictionary(file.root).get("/Pages"), LETTER, []);
  return pages;
}

function contentOf(file: PdfFile, page: PdfDictionary): Buffer {
  const contents = page.get("/Contents");
  const parts = Array.isArray(contents) ? contents : [contents];
  return Buffer.concat(parts.map((part) => file.stream(part)));
}

import type { PdfBudget } from "@/lib/wire/pdf/budget";
import type { Dictionary } from "@/lib/wire/pdf/dictionary";
import { objectsOf, type PdfObjects } from "@/lib/wire/pdf/objects";

const ROOT = /\/Pages[\0\t\n\f\r ]+(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+R(?![\w.+-])/g;
const ROOT_OTHERWISE = /\/Pages[\0\t\n\f\r ]*(?:<<|%)/;
const PAGE = /\/Type[\0\t\n\f\r ]*\/Page(?![\w#.+-])/g;
const MOST_PAGES = 1_000_000;

/**
 * How many pages a reader may find in this PDF: the maximum over all versions of its tree and over what any part of the tree claims. Null
 * where the count is uncertain: the file is broken, encrypted, or takes more than the budget.
 */
export async function countPages(pdf: Buffer, budget: PdfBudget): Promise<number | null> {
  if (pdf.subarray(0, 1_024).indexOf("%PDF-") === -1) return null;
  const objects = await objectsOf(pdf, budget);
  if (objects === null || objects.texts.some((text) => ROOT_OTHERWISE.test(text))) return null;
  const roots = rootsIn(objects);
  if (roots.size === 0) return pagesWithoutTree(objects);
  const tree = new PageTree(objects);
  let most = 0;
  for (const root of roots) {
    const pages = tree.pagesBelow(root);
    if (pages === null) return null;
    most = Math.max(most, pages);
  }
  return most;
}

/**
 * The roots that a catalogue names, and everything that looks like a part of a page tree: forms and lists of names have kids and no count.
 */
function rootsIn({ texts, nodes }: PdfObjects): Set<number> {
  const roots = new Set<number>();
  for (const text of texts) for (const [, number] of text.matchAll(ROOT)) roots.add(Number(number));
  for (const [number, versions] of nodes) if (versions.some(({ count, isPages }) => count > 0 || isPages)) roots.add(number);
  return roots;
}

/** Readers that repair files take all pages that they find. */
function pagesWithoutTree({ texts }: PdfObjects): number | null {
  const pages = texts.reduce((sum, text) => sum + (text.match(PAGE)?.length ?? 0), 0);
  return pages === 0 ? null : pages;
}

/** Adds up pages without recursion: the file's writer decides how deep a tree is. */
class PageTree {
  readonly #pages = new Map<number, number>();

  constructor(private readonly objects: PdfObjects) {}

  /** Null where the tree has a hole or a cycle. */
  pagesBelow(root: number): number | null {
    const open = new Set<number>();
    const stack = [root];
    while (stack.length > 0) {
      const number = stack[stack.length - 1] as number;
      const waiting = this.#pages.has(number) ? [] : this.#unknownKids(number);
      if (waiting === null) return null;
      if (waiting.length === 0) {
        if (!this.#pages.has(number)) this.#pages.set(number, this.#sum(number));
        open.delete(number);
        stack.pop();
      } else {
        open.add(number);
        if (waiting.some((kid) => open.has(kid))) return null;
        stack.push(...waiting);
      }
    }
    return this.#pages.get(root) ?? null;
  }

  #unknownKids(number: number): number[] | null {
    if (!this.objects.known.has(number)) return null;
    const unknown = new Set<number>();
    for (const version of this.objects.nodes.get(number) ?? []) {
      const lists = this.#lists(version);
      if (lists === null) return null;
      for (const list of lists) for (const kid of list) if (!this.#pages.has(kid)) unknown.add(kid);
    }
    return [...unknown];
  }

  /** A leaf is one page, and so is any node with kids but no page among them. */
  #sum(number: number): number {
    let most = 1;
    for (const version of this.objects.nodes.get(number) ?? []) {
      let sum = 0;
      for (const list of this.#lists(version) ?? []) for (const kid of list) sum += this.#pages.get(kid) ?? 0;
      most = Math.max(most, sum, version.count);
    }
    return Math.min(most, MOST_PAGES);
  }

  #lists({ kids }: Dictionary): number[][] | null {
    const lists: number[][] = [];
    for (const { numbers, isList } of kids) {
      const versions = isList ? [numbers] : this.objects.lists.get(numbers[0] ?? 0);
      if (!versions) return null;
      lists.push(...versions);
    }
    return lists;
  }
}

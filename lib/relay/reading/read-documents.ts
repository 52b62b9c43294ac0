import type { PromptSize } from "@/lib/wire/anthropic/prompt-size";
import { decoded } from "@/lib/wire/media/encoded-data";
import { PdfBudget } from "@/lib/wire/pdf/budget";
import { countPages } from "@/lib/wire/pdf/count-pages";

// Each unpacking takes a thread, and the journal of settles needs one too.
const READ_AT_ONCE = 2;
const WAIT_AT_MOST = 100;

let reading = 0;
const waiting: (() => void)[] = [];

/** The same prompt with the pages of its PDFs counted. */
export async function withPages(prompt: PromptSize): Promise<PromptSize> {
  return (await inTurn(() => counted(prompt))) ?? open(prompt);
}

/** The pages of PDFs of these lengths, one after the other; null if those of one cannot be counted. Runs in the reading thread. */
export async function pagesOf(pdfs: Buffer, lengths: readonly number[]): Promise<number | null> {
  const budget = new PdfBudget();
  let pages = 0;
  let from = 0;
  for (const length of lengths) {
    const found = await countPages(pdfs.subarray(from, from + length), budget);
    if (found === null) return null;
    pages += found;
    from += length;
  }
  return pages;
}

/** Runs at most two at a time in this process. Null without reading if too many wait. */
async function inTurn<Found>(read: () => Promise<Found>): Promise<Found | null> {
  if (reading >= READ_AT_ONCE && waiting.length >= WAIT_AT_MOST) return null;
  if (reading >= READ_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else reading++;
  try {
    return await read();
  } finally {
    // The place passes directly to the next in the queue, so that no new read overtakes it.
    const next = waiting.shift();
    if (next) next();
    else reading--;
  }
}

async function counted(prompt: PromptSize): Promise<PromptSize> {
  const budget = new PdfBudget();
  let { pages } = prompt;
  for (const data of prompt.unread) {
    const pdf = decoded(data);
    const found = pdf && (await countPages(pdf, budget));
    if (found === null) return open(prompt);
    pages += found;
  }
  return { ...prompt, pages, unread: [] };
}

function open(prompt: PromptSize): PromptSize {
  return { ...prompt, isOpen: true, unread: [] };
}

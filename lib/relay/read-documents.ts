import type { Call } from "@/lib/relay/call";
import type { PromptSize } from "@/lib/wire/anthropic/prompt-size";
import { decoded } from "@/lib/wire/media/encoded-data";
import { PdfBudget } from "@/lib/wire/pdf/budget";
import { countPages } from "@/lib/wire/pdf/count-pages";

// Unpacking takes a thread of its own each time, and the journal of settles needs one too.
const READ_AT_ONCE = 2;
const WAIT_AT_MOST = 100;

let reading = 0;
const waiting: (() => void)[] = [];

/** Counts the pages of the PDFs in a short request before anything is held for it; those of long ones were counted where they were read. */
export async function readDocuments({ asked }: Call): Promise<void> {
  const { prompt } = asked.request;
  asked.request = { ...asked.request, prompt: await withPages(prompt) };
}

/** The same prompt with its pages counted, at most two in this process at a time. Too many that wait are not read. */
export async function withPages(prompt: PromptSize): Promise<PromptSize> {
  if (reading >= READ_AT_ONCE && waiting.length >= WAIT_AT_MOST) return open(prompt);
  if (reading >= READ_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else reading++;
  try {
    return await counted(prompt);
  } finally {
    // The place goes on to the next in line, so that nobody comes between.
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

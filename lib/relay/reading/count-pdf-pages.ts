import { AppError } from "@/lib/basics/errors";
import { readingBudget } from "@/lib/relay/reading/reading-budget";
import { readingThread } from "@/lib/relay/reading/reading-thread";

/**
 * The pages of all these PDFs together; null if those of one cannot be counted. The reading thread counts them: a long PDF takes most of a
 * second. Rejects with `upstream_unavailable` if too many wait. The memory of the PDFs may be transferred.
 */
export async function countPagesBeside(workspaceId: string, pdfs: readonly Buffer[]): Promise<number | null> {
  const [only] = pdfs;
  const body = only && pdfs.length === 1 ? only : Buffer.concat(pdfs);
  const job = { kind: "pages" as const, lengths: pdfs.map(({ length }) => length), body, encoding: null, mostBytes: body.length };
  try {
    const { pages } = await readingBudget.during(workspaceId, body.length, () => readingThread.read<"pages">(workspaceId, job));
    return pages;
  } catch (error) {
    // A PDF that needs too much time or memory counts as one that cannot be read.
    if (error instanceof AppError && error.code === "invalid_request") return null;
    throw error;
  }
}

import { AppError } from "@/lib/basics/errors";
import { readingBudget } from "@/lib/relay/reading/reading-budget";
import { readingThread } from "@/lib/relay/reading/reading-thread";

/**
 * The pages of all these PDFs together; null where those of one cannot be counted. The thread that reads counts them: a long PDF takes most of a
 * second. Rejects with `upstream_unavailable` where too many wait. The memory of the PDFs may be given away.
 */
export async function countPagesBeside(workspaceId: string, pdfs: readonly Buffer[]): Promise<number | null> {
  const [only] = pdfs;
  const body = only && pdfs.length === 1 ? only : Buffer.concat(pdfs);
  const job = { kind: "pages" as const, lengths: pdfs.map(({ length }) => length), body, encoding: null, mostBytes: body.length };
  try {
    const { pages } = await readingBudget.during(workspaceId, body.length, () => readingThread.read<"pages">(workspaceId, job));
    return pages;
  } catch (error) {
    // One that takes too much to be read is one that cannot be.
    if (error instanceof AppError && error.code === "invalid_request") return null;
    throw error;
  }
}

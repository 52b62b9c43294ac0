import { type Call, withRequest } from "@/lib/relay/call/call";
import type { Hold } from "@/lib/relay/call/hold";
import type { RequestHeaders } from "@/lib/relay/call/request";
import { lookUpFiles } from "@/lib/relay/files/named-files";
import { readLinkedDocuments } from "@/lib/relay/money/linked-documents";
import { withPages } from "@/lib/relay/reading/read-documents";
import type { RelayServices } from "@/lib/relay/services/services";

/** A call whose prompt is measured as far as possible: no hold may be placed for a size that we could have measured. */
export type MeasuredPrompt = Pick<Hold, "call" | "filesAccountId" | "freeDocuments">;

/**
 * Looks up the files that a prompt names, counts the pages of its PDFs and fetches its links. Nearly all prompts have none of them and
 * get no promise. The PDFs of long requests were counted by the thread that read the request.
 */
export function measurePrompt(services: RelayServices, call: Call, headers: RequestHeaders): MeasuredPrompt | Promise<MeasuredPrompt> {
  const { files, unread, links } = call.parsed.request.prompt;
  if (files.length > 0 || unread.length > 0 || links > 0) return measureContent(services, call, headers);
  return { call, filesAccountId: null, freeDocuments: null };
}

async function measureContent(services: RelayServices, call: Call, headers: RequestHeaders): Promise<MeasuredPrompt> {
  const { request } = call.parsed;
  const found = request.prompt.files.length > 0 ? await lookUpFiles(services, call) : null;
  let prompt = found?.prompt ?? request.prompt;
  if (prompt.unread.length > 0) prompt = await withPages(prompt);
  const counted = withRequest(call, { ...request, prompt });
  const read = prompt.links > 0 ? await readLinkedDocuments(services, counted, headers) : null;
  const filesAccountId = found?.accountId ?? null;
  return read ? { ...read, filesAccountId } : { call: counted, filesAccountId, freeDocuments: null };
}

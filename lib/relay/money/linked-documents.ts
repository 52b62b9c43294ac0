import { readWallet } from "@/lib/ledger/wallet";
import { assertCouldPay } from "@/lib/relay/admission/may-call";
import { type Call, withRequest } from "@/lib/relay/call/call";
import type { Hold } from "@/lib/relay/call/hold";
import { mostPromptTokens } from "@/lib/relay/call/prompt-tokens";
import type { RequestHeaders } from "@/lib/relay/call/request";
import { callBoundNano } from "@/lib/relay/money/bounded-call";
import { takesShorter, whatFits } from "@/lib/relay/money/what-fits";
import { countPagesBeside } from "@/lib/relay/reading/count-pdf-pages";
import { ReadingBudget } from "@/lib/relay/reading/reading-budget";
import { notCoveredWithoutLinks } from "@/lib/relay/refusals/not-covered";
import type { RelayServices } from "@/lib/relay/services/services";
import { base64Length } from "@/lib/upstreams/links/link-reader";

const MB = 1024 * 1024;
/** A short link can become a request of 31 MB that stays in this process until its call ends. One workspace gets half of the memory. */
const underWay = new ReadingBudget(512 * MB, 256 * MB);

/**
 * Before the hold, fetches a call's linked documents, counts their pages and puts them in place of the links: every account gets what was
 * counted. Null if one cannot be read: all stay links, and the hold covers the model's whole context. Rejects without a fetch if the
 * balance does not cover the rest of the call, and with `upstream_unavailable` if documents of running calls fill the memory.
 */
export async function readLinkedDocuments(
  { links }: RelayServices,
  call: Call,
  headers: RequestHeaders,
): Promise<Pick<Hold, "call" | "freeDocuments"> | null> {
  const { request, model } = call.parsed;
  const { workspaceId } = call.caller;
  const { prompt } = request;
  const rest = { ...request, prompt: { ...prompt, links: 0 } };
  // The hold already covers the model's whole context, so there is nothing to count.
  if (links === null || mostPromptTokens(rest, model) >= model.contextTokens) return null;
  await assertCouldPay(call.caller, Date.now());
  await assertCoveredWithoutLinks(withRequest(call, rest), headers);
  const read = await links.withDocuments(request.body, workspaceId);
  // The counts must agree: a document in a place that the reader does not check is still a link.
  if (read === null || read.documents.length !== prompt.links) return null;
  const freeDocuments = underWay.reserve(workspaceId, read.body.length);
  try {
    const dataBytes = read.documents.reduce((sum, { length }) => sum + base64Length(length), 0);
    const textBytes = prompt.textBytes + Math.max(0, read.body.length - dataBytes - request.body.length);
    const found = await countPagesBeside(workspaceId, read.documents);
    const pages = prompt.pages + (found ?? 0);
    const isOpen = prompt.isOpen || found === null;
    return {
      call: withRequest(call, { ...request, body: read.body, prompt: { ...rest.prompt, textBytes, pages, isOpen } }),
      freeDocuments,
    };
  } catch (error) {
    freeDocuments();
    throw error;
  }
}

/** Refuses a call if the balance does not cover it even without its linked documents. Holds nothing. */
async function assertCoveredWithoutLinks(call: Call, headers: RequestHeaders): Promise<void> {
  const wallet = await readWallet(call.caller.workspaceId);
  const availableNano = wallet && wallet.availableNano > wallet.owedNano ? wallet.availableNano - wallet.owedNano : 0n;
  const neededNano = callBoundNano(call);
  if (neededNano <= availableNano || (takesShorter(headers) && (await whatFits(call, availableNano)) !== null)) return;
  throw notCoveredWithoutLinks(wallet, availableNano, neededNano);
}

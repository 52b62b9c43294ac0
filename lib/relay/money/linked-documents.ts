import { readWallet } from "@/lib/ledger/wallet";
import { assertCouldPay } from "@/lib/relay/admission/may-call";
import { type Call, withRequest } from "@/lib/relay/call/call";
import type { Hold } from "@/lib/relay/call/hold";
import { mostPromptTokens } from "@/lib/relay/call/prompt-tokens";
import type { RequestHeaders } from "@/lib/relay/call/request";
import { callBoundNano } from "@/lib/relay/money/bounded-call";
import { takesShorter, whatFits } from "@/lib/relay/money/what-fits";
import { countPagesBeside } from "@/lib/relay/reading/pages";
import { ReadingBudget } from "@/lib/relay/reading/reading-budget";
import { notCoveredWithoutLinks } from "@/lib/relay/refusals/not-covered";
import type { RelayServices } from "@/lib/relay/services/services";
import { base64Length } from "@/lib/upstreams/links/link-reader";

const MB = 1024 * 1024;
/** A few bytes of a link become a request of 31 MB, which stays in this process until its call has ended. Half of it for one workspace. */
const underWay = new ReadingBudget(512 * MB, 256 * MB);

/**
 * Reads the documents that a call links to before anything is held for it, counts their pages, and puts them in their places: what was counted is
 * what every account gets, whatever the link answers a second time. Null where one cannot be had: all stay links, and are held for as all that the
 * model reads. Rejects where the balance does not cover the call without its documents: nothing is fetched for it then.
 * Rejects with `upstream_unavailable` where the documents of calls under way take the memory.
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
  // Of what is held for as much as can be read there is nothing to count.
  if (links === null || mostPromptTokens(rest, model) >= model.contextTokens) return null;
  await assertCouldPay(call.caller, Date.now());
  await assertCoveredWithoutLinks(withRequest(call, rest), headers);
  const read = await links.withDocuments(request.body, workspaceId);
  // As many as were seen: one that stands where the reader does not look is a link still.
  if (read === null || read.documents.length !== prompt.links) return null;
  const freeDocuments = underWay.keep(workspaceId, read.body.length);
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

/** Refuses a call whose balance does not cover it even without the documents that it links to. Holds nothing. */
async function assertCoveredWithoutLinks(call: Call, headers: RequestHeaders): Promise<void> {
  const wallet = await readWallet(call.caller.workspaceId);
  const availableNano = wallet && wallet.availableNano > wallet.owedNano ? wallet.availableNano - wallet.owedNano : 0n;
  const neededNano = callBoundNano(call);
  if (neededNano <= availableNano || (takesShorter(headers) && (await whatFits(call, availableNano)) !== null)) return;
  throw notCoveredWithoutLinks(wallet, availableNano, neededNano);
}

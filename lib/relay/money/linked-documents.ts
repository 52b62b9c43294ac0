import { assertCouldPay } from "@/lib/relay/admission/may-call";
import type { Call } from "@/lib/relay/call/call";
import { mostPromptTokens } from "@/lib/relay/call/prompt-tokens";
import type { RequestHeaders } from "@/lib/relay/call/request";
import { assertCoveredWithoutLinks } from "@/lib/relay/money/hold";
import { countPagesBeside } from "@/lib/relay/reading/pages";
import { ReadingBudget } from "@/lib/relay/reading/reading-budget";
import type { RelayServices } from "@/lib/relay/services/services";
import { base64Length } from "@/lib/upstreams/links/link-reader";

const MB = 1024 * 1024;
/** A few bytes of a link become a request of 31 MB, which stays in this process until its call has ended. Half of it for one workspace. */
const underWay = new ReadingBudget(512 * MB, 256 * MB);

/**
 * Reads the documents that a call links to before anything is held for it, counts their pages, and puts them in their places: what was counted is
 * what every account gets, whatever the link answers a second time. One that cannot be had stays a link, and is held for as all that the model
 * reads. Rejects where the balance does not cover the call without its documents: nothing is fetched for it then.
 * Rejects with `upstream_unavailable` where the documents of calls under way take the memory.
 */
export async function readLinkedDocuments({ links }: RelayServices, call: Call, headers: RequestHeaders): Promise<void> {
  const { request, model } = call.asked;
  const { prompt } = request;
  const rest = { ...request, prompt: { ...prompt, links: 0 } };
  // Of what is held for as much as can be read there is nothing to count.
  if (links === null || mostPromptTokens(rest, model) >= model.contextTokens) return;
  await assertCouldPay(call.caller, Date.now());
  await assertCoveredWithoutLinks({ ...call, asked: { ...call.asked, request: rest } }, headers);
  const read = await links.withDocuments(request.body, call.caller.workspaceId);
  // As many as were seen: one that stands where the reader does not look is a link still.
  if (read === null || read.documents.length !== prompt.links) return;
  call.freeDocuments = underWay.keep(call.caller.workspaceId, read.body.length);
  const dataBytes = read.documents.reduce((sum, { length }) => sum + base64Length(length), 0);
  const textBytes = prompt.textBytes + Math.max(0, read.body.length - dataBytes - request.body.length);
  const found = await countPagesBeside(call.caller.workspaceId, read.documents);
  const pages = prompt.pages + (found ?? 0);
  const isOpen = prompt.isOpen || found === null;
  call.asked.request = { ...request, body: read.body, prompt: { ...rest.prompt, textBytes, pages, isOpen } };
}

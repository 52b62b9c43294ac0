import { type SentAnswer, send, type WaitFor } from "@/lib/relay/routing/upstream-answer";
import type { RelayServices } from "@/lib/relay/services/services";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";
import type { UpstreamRequest } from "@/lib/upstreams/upstream";
import { isProfileUnknown } from "@/lib/wire/upstream-fault";

/**
 * Sends a request for a workspace, by the name under which the account knows it. If the account does not know the name, the profile is
 * made again and the request sent once more; without any name if that one is unknown too. Only refused requests are repeated. Never rejects.
 */
export async function sendNamed(
  { profiles }: Pick<RelayServices, "profiles">,
  workspaceId: string,
  member: PoolMember,
  request: UpstreamRequest,
  waitFor: WaitFor,
): Promise<SentAnswer> {
  if (profiles === null) return send(member.upstream, request, waitFor);
  const found = profiles.nameAt(workspaceId, member);
  const name = found instanceof Promise ? await found : found;
  if (name === null) return send(member.upstream, request, waitFor);
  const answer = await send(member.upstream, { ...request, userProfileId: name }, waitFor);
  if (!isUnknown(answer)) return answer;
  const again = await profiles.remade(workspaceId, member, name);
  if (again === null) return send(member.upstream, request, waitFor);
  const second = await send(member.upstream, { ...request, userProfileId: again }, waitFor);
  if (!isUnknown(second)) return second;
  await profiles.remade(workspaceId, member, again);
  return send(member.upstream, request, waitFor);
}

function isUnknown(answer: SentAnswer): boolean {
  return answer.kind === "whole" && isProfileUnknown(answer.status, answer.body);
}

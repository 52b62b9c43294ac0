import { type Offered, offerBatch } from "@/lib/batches/send-batch";
import { restrictedRefusal } from "@/lib/relay/refusals/restricted-refusal";
import type { RelayServices } from "@/lib/relay/services/services";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";

type BatchToOffer = { workspaceId: string; requestId: string; headers: Record<string, string>; body: Uint8Array };

/**
 * Offers a batch to an account under the name by which it knows the workspace, as a call is sent. An account that refused the batch took
 * none of it, so it may be offered again.
 */
export async function offerNamed({ profiles }: Pick<RelayServices, "profiles">, member: PoolMember, batch: BatchToOffer): Promise<Offered> {
  const { workspaceId, requestId } = batch;
  const offerAs = (userProfileId: string | null) => offerBatch(member, requestId, { ...batch, userProfileId });
  const name = profiles === null ? null : await profiles.nameAt(workspaceId, member);
  const offered = await offerAs(name);
  if (profiles === null || name === null || offered.kind !== "refused") return offered;
  if (offered.isProfileUnknown) {
    const again = await profiles.remade(workspaceId, member, name);
    const second = await offerAs(again);
    if (again === null || second.kind !== "refused" || !second.isProfileUnknown) return second;
    await profiles.remade(workspaceId, member, again);
    return offerAs(null);
  }
  const limit = offered.refusal.fault === "operator" ? await profiles.limitAfterRefusal(workspaceId, member, Date.now()) : null;
  // No other account is tried: the limit is on the customer.
  return limit ? { ...offered, refusal: { ...offered.refusal, error: restrictedRefusal(limit), fault: "caller" } } : offered;
}

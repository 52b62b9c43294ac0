import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { transaction } from "@/lib/platform/prisma";
import type { Actor } from "@/lib/provisioning/upstream-accounts";
import { changeTier } from "@/lib/tiers/change-tier";
import { formOfTier, type Tier } from "@/lib/tiers/tier-form";

/** Changes a usage tier and notes who did it, both or neither. Throws as `changeTier` does. */
export async function changeTierAudited(actor: Actor, id: string, seen: Tier, next: Tier): Promise<void> {
  await transaction(async (tx) => {
    await changeTier(tx, id, seen, next);
    await recordAudit(tx, {
      actorUserId: actor.userId,
      ip: actor.ip,
      action: "tier.change",
      target: `tier:${id}`,
      before: formOfTier(seen),
      after: formOfTier(next),
    });
  });
}

import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Clock, systemClock } from "@/lib/basics/clock";
import { transaction } from "@/lib/platform/prisma";
import type { Price } from "@/lib/pricing/price";
import { type NewPrice, publishPrice } from "@/lib/pricing/publish";
import { formOfRates } from "@/lib/pricing/rate-form";

/** Publishes a version and notes who did it, both or neither. Every relaying process is notified when it is committed. */
export async function publishAudited(change: NewPrice, options: { ip?: string; clock?: Clock } = {}): Promise<Price> {
  const { ip, clock = systemClock } = options;
  return transaction(async (tx) => {
    const { price, replaced } = await publishPrice(tx, change, clock);
    await recordAudit(tx, {
      actorUserId: change.publishedBy,
      ip,
      action: "price.publish",
      target: `price:${price.modelId}/${price.kind}/${price.version}`,
      before: replaced ? formOfRates(replaced) : null,
      after: { ...formOfRates(price), effectiveFrom: price.effectiveFrom.toISOString() },
    });
    return price;
  });
}

import "server-only";
import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { retirementMail } from "@/lib/mail/retirement-mail";
import { enqueueForAdmins, type JobPayloads } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { sendMail } from "@/lib/platform/mailer";
import { inTransaction } from "@/lib/platform/postgres";
import { database } from "@/lib/platform/prisma";
import type { Model } from "@/lib/pricing/model";
import { priceBook } from "@/lib/pricing/price-book";

const NOTICE_DAYS = 30;
const DAY_MS = 86_400_000;
const ACTION = "model.announce_retirement";
// Any number works, as long as all workers use the same.
const LOCK = 5_033_165;

/** Mails every admin 30 days before an offered model retires, once for each of its dates. Returns how many it announced now. */
export async function announceRetirements(now: Date): Promise<number> {
  const offered = (await priceBook()).offeredModels(now);
  const ending = offered.filter((model) => isWithinNotice(model, now));
  let announced = 0;
  for (const { id, retiresOn } of ending) if (await announce(`model:${id}/${retiresOn}`, id)) announced += 1;
  return announced;
}

function isWithinNotice({ retiresOn }: Model, now: Date): boolean {
  if (retiresOn === null) return false;
  const leftMs = Date.parse(`${retiresOn}T00:00:00Z`) - now.getTime();
  return leftMs > 0 && leftMs <= NOTICE_DAYS * DAY_MS;
}

/** The audit line records that it was announced. It is written in the same transaction as the mail's job. */
function announce(target: string, modelId: string): Promise<boolean> {
  return inTransaction(async (on) => {
    await on.query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    const { rowCount } = await on.query("SELECT FROM audit_entry WHERE action = $1 AND target = $2 LIMIT 1", [ACTION, target]);
    if (rowCount === 1) return false;
    await writeAudit(on, SYSTEM_ACTOR, { action: ACTION, target });
    await enqueueForAdmins(on, "model-retirement", { modelId }, { key: target });
    log.warn({ event: "pricing.model_retires", modelId }, "a model that is offered retires within 30 days");
    return true;
  });
}

/** Mails one admin; without `userId`, as in older jobs, every admin. */
export async function mailRetirement({ modelId, userId }: JobPayloads["model-retirement"]): Promise<void> {
  const model = (await priceBook()).model(modelId);
  if (!model?.retiresOn) return;
  const admins = await database().user.findMany({ where: { role: "admin", ...(userId && { id: userId }) }, select: { email: true } });
  for (const { email } of admins) {
    await sendMail(await retirementMail({ to: email, modelId, modelName: model.displayName, retiresOn: model.retiresOn }));
  }
}

import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { type Clock, systemClock } from "@/lib/basics/clock";
import { AppError } from "@/lib/basics/errors";
import { inTransaction, type Queryable } from "@/lib/platform/postgres";
import { insertPrice } from "@/lib/pricing/insert-price";
import type { Price, PriceKind, PublishedPrice, Rates } from "@/lib/pricing/price";
import { fieldChanges } from "@/lib/pricing/price-change";
import { priceTable } from "@/lib/pricing/price-table";
import { formOfRates, RATE_FIELDS, ratesOfForm } from "@/lib/pricing/rate-form";
import { readPriceHistory } from "@/lib/pricing/read-prices";

const LATEST_MS = 5 * 366 * 24 * 60 * 60 * 1_000;

export type NewPrice = {
  modelId: string;
  kind: PriceKind;
  rates: Rates;
  /** When it takes effect; null for now. */
  effectiveFrom: Date | null;
  note: string | null;
  /** The newest version when the editor was opened, null if there was none. Somebody else may have published since. */
  basedOnVersion: number | null;
};

/**
 * Adds a version and audits who did; no version is ever changed. On commit, `notify_price.sql` notifies every relaying process, whose
 * `price-book.ts` listens. Throws `unknown_model`, `conflict` if the edited version is no longer the newest, and `invalid_request`
 * with the field as `param`. Of two versions for the same instant the newer applies.
 */
export async function publishPrice(actor: PersonActor, change: NewPrice, clock: Clock = systemClock): Promise<Price> {
  refuseBadRates(change.rates);
  const { modelId, kind, rates, note } = change;
  return inTransaction(async (on) => {
    const versions = await lockVersions(on, modelId, kind);
    const newestVersion = versions[0]?.version ?? 0;
    if (newestVersion !== (change.basedOnVersion ?? 0)) throw publishedMeanwhile(newestVersion);
    const effectiveFrom = effectiveInstant(change.effectiveFrom, clock);
    const replaced = priceTable([], versions).priceInForce(modelId, kind, effectiveFrom);
    if (fieldChanges(replaced, rates).length === 0) {
      throw new AppError("invalid_request", "Nothing would change: these are the prices in force at that time.", { param: "rates" });
    }
    const price = { ...rates, modelId, kind, version: newestVersion + 1, effectiveFrom };
    await insertPrice(on, price, { note, publishedBy: actor.userId });
    await writeAudit(on, actor, {
      action: "price.publish",
      target: `price:${modelId}/${kind}/${price.version}`,
      before: replaced && formOfRates(replaced),
      after: { ...formOfRates(price), effectiveFrom: effectiveFrom.toISOString() },
    });
    return price;
  });
}

/** Newest first. Publications of one model wait for each other here, so that the newest version cannot change during the check. */
async function lockVersions(on: Queryable, modelId: string, kind: PriceKind): Promise<PublishedPrice[]> {
  const { rowCount } = await on.query("SELECT FROM model WHERE id = $1 FOR UPDATE", [modelId]);
  if (rowCount === 0) throw new AppError("unknown_model", `There is no model ${modelId} in the catalogue.`, { param: "modelId" });
  return readPriceHistory(on, modelId, kind);
}

function publishedMeanwhile(newestVersion: number): AppError {
  return new AppError(
    "conflict",
    `Version ${newestVersion} was published while you were editing. Nothing was published: look at it and start from there.`,
    { facts: { newestVersion } },
  );
}

function refuseBadRates(rates: Rates): void {
  const { problems } = ratesOfForm(formOfRates(rates));
  const field = problems && RATE_FIELDS.find((each) => problems[each]);
  if (field) throw new AppError("invalid_request", `The price was not published: ${field} is not acceptable.`, { param: field });
}

function effectiveInstant(wanted: Date | null, clock: Clock): Date {
  const now = clock.now();
  if (wanted === null) return now;
  const isDate = !Number.isNaN(wanted.getTime());
  // A past date would change the price of finished calls.
  if (isDate && wanted >= now && wanted.getTime() - now.getTime() <= LATEST_MS) return wanted;
  const reason = !isDate ? "not a date" : wanted < now ? "in the past" : "more than five years away";
  throw new AppError("invalid_request", `The price was not published: its date is ${reason}.`, { param: "effectiveFrom" });
}

import "server-only";
import type { Clock } from "@/lib/basics/clock";
import { AppError } from "@/lib/basics/errors";
import type { Transaction } from "@/lib/platform/transaction";
import { fieldChanges } from "@/lib/pricing/change";
import type { Price, PriceKind, Rates } from "@/lib/pricing/price";
import { priceTable } from "@/lib/pricing/price-table";
import { formOfRates, RATE_FIELDS, ratesOfForm } from "@/lib/pricing/rate-form";
import { type PriceRow, priceOfRow } from "@/lib/pricing/read-prices";

const LATEST_MS = 5 * 366 * 24 * 60 * 60 * 1_000;

export type NewPrice = {
  modelId: string;
  kind: PriceKind;
  rates: Rates;
  /** When it takes force; null for at once. */
  effectiveFrom: Date | null;
  note: string | null;
  /** The newest version when the editor was opened, null when there was none: somebody else may have published since. */
  basedOnVersion: number | null;
  publishedBy: string;
};

/** What was published, and the version that would have held at that instant without it. */
export type Publication = { price: Price; replaced: Rates | null };

/**
 * Adds a version; no version is ever changed. Throws `unknown_model`, `conflict` when the version that was edited is no
 * longer the newest, and `invalid_request` with the field as `param`. Two versions for the same instant: the newer holds.
 */
export async function publishPrice(transaction: Transaction, change: NewPrice, clock: Clock): Promise<Publication> {
  refuseBadRates(change.rates);
  const { modelId, kind } = change;
  // Publications of one model queue here, so that the newest version cannot move under the check.
  const locked = await transaction.$queryRaw<unknown[]>`SELECT id FROM model WHERE id = ${modelId} FOR UPDATE`;
  if (locked.length === 0) throw new AppError("unknown_model", `There is no model ${modelId} in the catalogue.`, { param: "modelId" });
  const rows = await transaction.$queryRaw<PriceRow[]>`SELECT * FROM price WHERE model_id = ${modelId} AND kind = ${kind}`;
  const versions = rows.map(priceOfRow);
  const newestVersion = versions.reduce((newest, { version }) => Math.max(newest, version), 0);
  if (newestVersion !== (change.basedOnVersion ?? 0)) {
    throw new AppError(
      "conflict",
      `Version ${newestVersion} was published while you were editing. Nothing was published: look at it and start from there.`,
      { facts: { newestVersion } },
    );
  }
  const effectiveFrom = effectiveInstant(change.effectiveFrom, clock);
  const replaced = priceTable([], versions).priceInForce(modelId, kind, effectiveFrom);
  if (fieldChanges(replaced, change.rates).length === 0) {
    throw new AppError("invalid_request", "Nothing would change: these are the prices in force at that time.", { param: "rates" });
  }
  const price = { ...change.rates, modelId, kind, version: newestVersion + 1, effectiveFrom };
  await transaction.price.create({ data: { ...columnsOf(price), note: change.note, publishedBy: change.publishedBy } });
  return { price, replaced };
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
  // A past date would change what finished calls should have cost.
  if (isDate && wanted >= now && wanted.getTime() - now.getTime() <= LATEST_MS) return wanted;
  const reason = !isDate ? "not a date" : wanted < now ? "in the past" : "more than five years away";
  throw new AppError("invalid_request", `The price was not published: its date is ${reason}.`, { param: "effectiveFrom" });
}

function columnsOf(price: Price) {
  const { multipliersPpm, step, modifierPpm } = price;
  return {
    modelId: price.modelId,
    kind: price.kind,
    version: price.version,
    effectiveFrom: price.effectiveFrom,
    inputPico: price.inputPico,
    outputPico: price.outputPico,
    inputPpm: multipliersPpm.input,
    cacheWrite5mPpm: multipliersPpm.cacheWrite5m,
    cacheWrite1hPpm: multipliersPpm.cacheWrite1h,
    cacheReadPpm: multipliersPpm.cacheRead,
    stepAboveTokens: step?.aboveTokens,
    stepInputPico: step?.inputPico,
    stepOutputPico: step?.outputPico,
    fastPpm: modifierPpm.fast,
    usInferencePpm: modifierPpm.us_inference,
    batchPpm: modifierPpm.batch,
    regionalPpm: modifierPpm.regional,
    webSearchNano: price.webSearchNano,
  };
}

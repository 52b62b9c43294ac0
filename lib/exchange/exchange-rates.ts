import "server-only";
import { postgres } from "@/lib/platform/postgres";

/** A published rate: units of the currency for one US dollar. */
export type ExchangeRate = { currency: string; rate: string; source: string; at: Date };

/**
 * How old a rate may be. The bank publishes on working days: the longest gap, from Maundy Thursday to the Tuesday after Easter, is five days.
 * With an older one no order is made in the currency.
 */
const MAX_AGE_MS = 6 * 24 * 3_600_000;

/** The newest rate of each currency, if it is not too old. */
export async function readExchangeRates(now: Date): Promise<Map<string, ExchangeRate>> {
  const { rows } = await postgres().query<ExchangeRate>(
    `SELECT DISTINCT ON (currency) currency, rate, source, at FROM exchange_rate
     WHERE at > $1 AND at <= $2 ORDER BY currency, at DESC`,
    [new Date(now.getTime() - MAX_AGE_MS), now],
  );
  return new Map(rows.map((rate) => [rate.currency, rate]));
}

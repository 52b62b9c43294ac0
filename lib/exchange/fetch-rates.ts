import "server-only";
import { type Clock, systemClock } from "@/lib/basics/clock";
import { unitsOfDecimal } from "@/lib/basics/decimal";
import { invariant } from "@/lib/basics/errors";
import { readAtMost } from "@/lib/basics/read-at-most";
import { type DayRates, readEcbRates } from "@/lib/exchange/ecb-rates";
import { readExchangeRates } from "@/lib/exchange/exchange-rates";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { postgres } from "@/lib/platform/postgres";

const SOURCE = "ecb";
const TIMEOUT_MS = 10_000;
/** The list has 3 KB. */
const MAX_BYTES = 100_000;
/**
 * The most that a rate may move since the last one. The euro has moved by 4% on its worst day; a fifth is a wrong list or a wrong unit, and
 * a person has to look at it.
 */
const MAX_MOVE_PERCENT = 20n;
/** As many as the table stores. */
const STORED_PLACES = 9;

/**
 * Fetches today's reference rates and stores those that are new. A rate that moved too far is left out and logged: orders then use the
 * last one until it is too old. Returns how many were stored.
 */
export async function fetchExchangeRates(clock: Clock = systemClock): Promise<number> {
  const { at, perDollar } = readEcbRates(await fetchList());
  const now = clock.now();
  if (at > now) throw new Error(`The list of exchange rates is of the future: ${at.toISOString()}`);
  const known = await readExchangeRates(now);
  const taken = [...perDollar].filter(([currency, rate]) => {
    const last = known.get(currency)?.rate;
    const isFar = last !== undefined && movesTooFar(last, rate);
    if (isFar) log.error({ event: "exchange.rate_refused", currency, rate, last }, "an exchange rate moved too far and is not used");
    return !isFar;
  });
  return store({ at, perDollar: new Map(taken) }, now);
}

async function fetchList(): Promise<string> {
  const response = await fetch(env.EXCHANGE_RATES_URL, { signal: AbortSignal.timeout(TIMEOUT_MS), headers: { accept: "text/xml" } });
  if (!response.ok || !response.body) throw new Error(`The exchange rates were answered with status ${response.status}.`);
  const bytes = await readAtMost(response.body, MAX_BYTES, () => new Error("The list of exchange rates is too long."));
  return bytes.toString("utf8");
}

function movesTooFar(last: string, rate: string): boolean {
  const [before, after] = [unitsOfDecimal(last, STORED_PLACES), unitsOfDecimal(rate, STORED_PLACES)];
  invariant(before !== null && after !== null, "a stored rate is a decimal");
  const move = after > before ? after - before : before - after;
  return move * 100n > before * MAX_MOVE_PERCENT;
}

async function store({ at, perDollar }: DayRates, now: Date): Promise<number> {
  const { rowCount } = await postgres().query(
    `INSERT INTO exchange_rate (currency, source, at, rate, fetched_at)
     SELECT currency, $1, $2, rate, $3 FROM unnest($4::text[], $5::text[]) AS listed (currency, rate) ON CONFLICT DO NOTHING`,
    [SOURCE, at, now, [...perDollar.keys()], [...perDollar.values()]],
  );
  return rowCount ?? 0;
}

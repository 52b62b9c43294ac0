import "server-only";
import { type Clock, systemClock } from "@/lib/basics/clock";
import { AppError } from "@/lib/basics/errors";
import { listen } from "@/lib/platform/listen-connection";
import { log } from "@/lib/platform/log";
import { steady } from "@/lib/platform/postgres";
import { type PriceTable, priceTable } from "@/lib/pricing/price-table";
import { readModels, readPrices } from "@/lib/pricing/read-prices";

const CHANNEL = "relais_prices";
/** An older table may not price calls: a version may have been published that this process does not know. */
const MAX_AGE_MS = 30_000;
// Well below the maximum age, so that one slow or failed read refuses no call.
const REREAD_MS = 10_000;
const RETRY_MS = 1_000;

/** Prices in this process's memory. Lookups are synchronous, and throw `upstream_unavailable` if the table is too old. */
export type PriceBook = PriceTable & {
  /** Reads prices now. Afterwards the table has everything that was published before this call. */
  reload(): Promise<void>;
  close(): void;
};

/** The source of a book, so that tests can control it. */
export type PriceSource = {
  read(): Promise<PriceTable>;
  /** Calls `onNews` whenever there may be something new. Returns a function that unsubscribes. */
  watch(onNews: () => void): () => void;
  clock: Clock;
};

const postgresSource: PriceSource = {
  async read() {
    const [models, prices] = await Promise.all([readModels(steady), readPrices(steady)]);
    return priceTable(models, prices);
  },
  watch: (onNews) => listen(CHANNEL, onNews, onNews),
  clock: systemClock,
};

const shared = globalThis as { relaisPriceBook?: Promise<PriceBook> };

/** The process's own book, read on first use. Rejects while Postgres is away; the next call tries again. */
export function priceBook(): Promise<PriceBook> {
  shared.relaisPriceBook ??= openPriceBook(postgresSource).catch((error) => {
    shared.relaisPriceBook = undefined;
    throw error;
  });
  return shared.relaisPriceBook;
}

/** For the end of the process. */
export async function closePriceBook(): Promise<void> {
  const book = await shared.relaisPriceBook?.catch(() => null);
  book?.close();
  shared.relaisPriceBook = undefined;
}

export async function openPriceBook(source: PriceSource): Promise<PriceBook> {
  let table: PriceTable | null = null;
  let readAtMs = 0;
  let reading: Promise<void> | null = null;
  let isReloadWanted = false;
  let retry: NodeJS.Timeout | null = null;

  function reload(): Promise<void> {
    // A read in progress may have begun before the requested version was committed.
    isReloadWanted = reading !== null;
    reading ??= readUntilQuiet().finally(() => {
      reading = null;
    });
    return reading;
  }

  async function readUntilQuiet(): Promise<void> {
    do {
      isReloadWanted = false;
      const startedAtMs = source.clock.now().getTime();
      table = await source.read();
      readAtMs = startedAtMs;
    } while (isReloadWanted);
  }

  function refresh(): void {
    reload().catch((error) => {
      log.error({ event: "pricing.prices_unread", err: error }, "prices could not be read again");
      // Calls are refused once the table is too old, so it is read again as soon as possible.
      retry ??= setTimeout(() => {
        retry = null;
        refresh();
      }, RETRY_MS).unref();
    });
  }

  function current(): PriceTable {
    if (table && source.clock.now().getTime() - readAtMs <= MAX_AGE_MS) return table;
    throw new AppError("upstream_unavailable", "Prices cannot be read at the moment. Nothing was charged; please try again.", {
      retryAfterSeconds: 5,
    });
  }

  await reload();
  const unwatch = source.watch(refresh);
  const timer = setInterval(refresh, REREAD_MS).unref();
  return {
    model: (idOrAlias) => current().model(idOrAlias),
    offer: (idOrAlias, at) => current().offer(idOrAlias, at),
    priceInForce: (modelId, kind, at) => current().priceInForce(modelId, kind, at),
    priceVersion: (modelId, kind, version) => current().priceVersion(modelId, kind, version),
    offeredModels: (at) => current().offeredModels(at),
    reload,
    close() {
      clearInterval(timer);
      if (retry) clearTimeout(retry);
      unwatch();
    },
  };
}

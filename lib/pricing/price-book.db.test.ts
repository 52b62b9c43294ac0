import pg from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { isListening } from "@/lib/platform/listen-connection";
import { postgres } from "@/lib/platform/postgres";
import type { Price } from "@/lib/pricing/price";
import { closePriceBook, openPriceBook, type PriceSource, priceBook } from "@/lib/pricing/price-book";
import { type PriceTable, priceTable } from "@/lib/pricing/price-table";
import { PROMPTLY } from "@/lib/testing/promptly";
import { MODELS } from "@/prisma/seed-data/models";
import { seedPrices } from "@/prisma/seed-data/prices";

const START = new Date("2026-11-21T12:00:00.000Z");
const later = (ms: number) => new Date(START.getTime() + ms);

function salePrice(version: number, changed: Partial<Price> = {}): Price {
  const [listed] = seedPrices("claude-opus-5");
  if (!listed) throw new Error("the seed lacks its fixture");
  return { ...listed, modelId: "claude-opus-5", kind: "sale", version, ...changed };
}

/** A source that a test controls: its content, its failures and its time. */
function handSource(table: PriceTable) {
  const nobody: () => void = () => undefined;
  const state = { table, now: START, reads: 0, readingMs: 0, failure: null as Error | null, tell: nobody, isWatched: false };
  const source: PriceSource = {
    async read() {
      state.reads++;
      // A read takes some time and returns the state of its beginning.
      state.now = new Date(state.now.getTime() + state.readingMs);
      if (state.failure) throw state.failure;
      return state.table;
    },
    watch(onNews) {
      state.tell = onNews;
      state.isWatched = true;
      return () => {
        state.isWatched = false;
      };
    },
    clock: { now: () => state.now },
  };
  return { state, source };
}

async function insertVersion(modelId: string, effectiveFrom: Date, inputPico: bigint): Promise<void> {
  await postgres().query(
    `INSERT INTO price SELECT (jsonb_populate_record(p, jsonb_build_object('version', p.version + 1, 'effective_from', $2::timestamptz, 'input_pico', $3::bigint))).*
     FROM price p WHERE model_id = $1 AND kind = 'sale' ORDER BY version DESC LIMIT 1`,
    [modelId, effectiveFrom, inputPico],
  );
}

test("the process's book prices every model of the catalogue by id and by alias, and no other name", async () => {
  const book = await priceBook();
  expect(book.model("claude-sonnet-4-5")?.id).toBe("claude-sonnet-4-5-20250929");
  expect(book.model("claude-sonnet-4-5-20250929")).toMatchObject({
    releasedOn: "2025-09-29",
    retiresOn: "2026-11-30",
    aliases: ["claude-sonnet-4-5"],
  });
  expect(book.model("claude-sonnet-4-5-2025092")).toBeNull();
  expect(book.priceInForce("claude-opus-5-5", "upstream", START)).toMatchObject({ version: 1, inputPico: 4_000_000n, step: null });
  expect(book.priceInForce("claude-haiku-5-5", "sale", START)?.step).toEqual({
    aboveTokens: 100_000,
    inputPico: 500_000n,
    outputPico: 2_500_000n,
  });
  expect(book.priceVersion("claude-sonnet-5-5", "sale", 1)?.multipliersPpm.cacheRead).toBe(100_000n);
  expect(book.priceVersion("claude-sonnet-5-5", "sale", 3)).toBeNull();
});

test("a version that another connection publishes is known here without being asked for", async () => {
  // Without the regular reading, which would find it as well.
  await closePriceBook();
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const book = await priceBook();
  vi.useRealTimers();
  // The beginning of a subscription is news too.
  await vi.waitFor(() => expect(isListening("relais_prices")).toBe(true), { timeout: 5_000 });
  await book.reload();
  await insertVersion("claude-opus-4-6", later(-1_000), 7n);
  await vi.waitFor(() => expect(book.priceInForce("claude-opus-4-6", "sale", START)?.inputPico).toBe(7n), PROMPTLY);
  expect(book.priceInForce("claude-opus-4-6", "upstream", START)?.inputPico).toBe(5_000_000n);
});

test("a version that was published while the connection was away is known once it is back", async () => {
  const book = await priceBook();
  await postgres().query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query ~ '^LISTEN'");
  await insertVersion("claude-opus-4-7", later(-1_000), 8n);
  await vi.waitFor(() => expect(book.priceInForce("claude-opus-4-7", "sale", START)?.inputPico).toBe(8n), PROMPTLY);
});

test("a scheduled version takes force at its instant, without being read again", async () => {
  const from = later(3_600_000);
  const { source, state } = handSource(priceTable(MODELS, [salePrice(1), salePrice(2, { effectiveFrom: from })]));
  const book = await openPriceBook(source);
  const versionAt = (at: Date) => book.priceInForce("claude-opus-5", "sale", at)?.version;
  expect([versionAt(new Date(from.getTime() - 1)), versionAt(from), versionAt(new Date(from.getTime() + 1))]).toEqual([1, 2, 2]);
  expect(versionAt(new Date("2026-07-23T23:59:59.999Z"))).toBeUndefined();
  expect(state.reads).toBe(1);
  book.close();
});

test("of two versions for one instant the newer one holds, and an urgent version does not cancel a scheduled one", async () => {
  const from = later(1_000);
  const table = priceTable(MODELS, [
    salePrice(1),
    salePrice(2, { effectiveFrom: from }),
    salePrice(3, { effectiveFrom: from }),
    salePrice(4, { effectiveFrom: START }),
  ]);
  expect(table.priceInForce("claude-opus-5", "sale", START)?.version).toBe(4);
  expect(table.priceInForce("claude-opus-5", "sale", from)?.version).toBe(3);
});

test("a table older than thirty seconds prices nothing until it can be read again", async () => {
  const { source, state } = handSource(priceTable(MODELS, [salePrice(1)]));
  const book = await openPriceBook(source);
  state.failure = new Error("Postgres is away");
  state.tell();
  await expect(book.reload()).rejects.toThrow("away");
  state.now = later(30_000);
  expect(book.priceInForce("claude-opus-5", "sale", START)?.version).toBe(1);
  state.now = later(30_001);
  expect(() => book.priceInForce("claude-opus-5", "sale", START)).toThrow(expect.objectContaining({ code: "upstream_unavailable" }));
  expect(() => book.model("claude-opus-5")).toThrow();
  state.failure = null;
  await book.reload();
  expect(book.priceInForce("claude-opus-5", "sale", START)?.version).toBe(1);
  book.close();
});

test("a table is as old as the beginning of its reading", async () => {
  const { source, state } = handSource(priceTable(MODELS, [salePrice(1)]));
  state.readingMs = 5_000;
  const book = await openPriceBook(source);
  state.now = later(30_000);
  expect(book.priceInForce("claude-opus-5", "sale", START)?.version).toBe(1);
  state.now = later(30_001);
  expect(() => book.model("claude-opus-5")).toThrow(expect.objectContaining({ code: "upstream_unavailable" }));
  book.close();
});

describe("without news", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] }));
  afterEach(() => void vi.useRealTimers());

  test("prices are read again every ten seconds, and after a failure every second, until the book is closed", async () => {
    const { source, state } = handSource(priceTable(MODELS, [salePrice(1)]));
    const book = await openPriceBook(source);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(state.reads).toBe(1);
    state.failure = new Error("Postgres is away");
    await vi.advanceTimersByTimeAsync(1);
    expect(state.reads).toBe(2);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(state.reads).toBe(4);
    book.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([state.reads, state.isWatched, vi.getTimerCount()]).toEqual([4, false, 0]);
  });
});

test("a book that could not be opened is opened by the next call", async () => {
  const shared = globalThis as { relaisPool?: pg.Pool };
  await closePriceBook();
  const open = postgres();
  shared.relaisPool = new pg.Pool();
  await shared.relaisPool.end();
  await expect(priceBook()).rejects.toThrow();
  shared.relaisPool = open;
  expect((await priceBook()).model("claude-opus-5")?.id).toBe("claude-opus-5");
});

test("news that arrives during a reading is read too", async () => {
  const { source, state } = handSource(priceTable(MODELS, [salePrice(1)]));
  const book = await openPriceBook(source);
  const first = book.reload();
  state.table = priceTable(MODELS, [salePrice(1), salePrice(2)]);
  await Promise.all([first, book.reload()]);
  expect(book.priceInForce("claude-opus-5", "sale", START)?.version).toBe(2);
  expect(state.reads).toBe(3);
  book.close();
});

test("a model is offered only while both its prices are in force", () => {
  const upstream = salePrice(1, { kind: "upstream" });
  const offered = (prices: Price[], at = START) =>
    priceTable(MODELS, prices)
      .offeredModels(at)
      .map(({ id }) => id);
  expect(offered([salePrice(1)])).toEqual([]);
  expect(offered([upstream])).toEqual([]);
  expect(offered([salePrice(1), upstream])).toEqual(["claude-opus-5"]);
  expect(offered([salePrice(1), { ...upstream, effectiveFrom: later(1) }])).toEqual([]);
  expect(offered([salePrice(1), { ...upstream, effectiveFrom: later(1) }], later(1))).toEqual(["claude-opus-5"]);
});

test("an offer has the customer's price and the operator's, and there is none without both", () => {
  const upstream = salePrice(1, { kind: "upstream", inputPico: 1n });
  const offer = priceTable(MODELS, [salePrice(1, { inputPico: 2n }), upstream]).offer("claude-opus-5", START);
  expect([offer?.price.inputPico, offer?.upstreamPrice.inputPico]).toEqual([2n, 1n]);
  expect(priceTable(MODELS, [salePrice(1)]).offer("claude-opus-5", START)).toBeNull();
  expect(priceTable(MODELS, [upstream]).offer("claude-opus-5", START)).toBeNull();
});

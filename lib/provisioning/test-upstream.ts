import "server-only";
import { SealError } from "@/lib/accounts/credentials";
import { readUpstreamAccount } from "@/lib/accounts/read-accounts";
import { systemClock } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { priceBook } from "@/lib/pricing/price-book";
import { type AccountTest, testAccount } from "@/lib/upstreams/test-account";

export type { AccountTest } from "@/lib/upstreams/test-account";

/** Sends one token through a stored account, by the cheapest model that it serves. The operator pays it. Throws `not_found`. */
export async function testUpstreamAccount(id: string): Promise<AccountTest> {
  try {
    const stored = await readUpstreamAccount(id);
    if (!stored) throw new AppError("not_found", "There is no such account. Somebody may have deleted it.");
    return await testAccount(stored.account, await cheapestModels(systemClock.now()));
  } catch (error) {
    if (error instanceof SealError) return { ok: false, status: null, ms: 0, message: error.message };
    throw error;
  }
}

/** What is on offer, by what the upstream bills for a token in and a token out. */
async function cheapestModels(now: Date): Promise<string[]> {
  const book = await priceBook();
  const costPico = (modelId: string) => {
    const price = book.priceInForce(modelId, "upstream", now);
    return price ? price.inputPico + price.outputPico : 0n;
  };
  const models = book.offeredModels(now).filter(({ lifecycle }) => lifecycle !== "retired");
  return models
    .map(({ id }) => ({ id, cost: costPico(id) }))
    .sort((a, b) => (a.cost < b.cost ? -1 : a.cost > b.cost ? 1 : 0))
    .map(({ id }) => id);
}

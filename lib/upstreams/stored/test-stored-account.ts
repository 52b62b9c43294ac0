import "server-only";
import { systemClock } from "@/lib/basics/clock";
import { AppError } from "@/lib/basics/errors";
import { log } from "@/lib/platform/log";
import { priceBook } from "@/lib/pricing/price-book";
import { SealError } from "@/lib/upstream-accounts/credentials";
import { readUpstreamAccount } from "@/lib/upstream-accounts/read-accounts";
import { testAccount } from "@/lib/upstreams/test-account";

/** The result for an admin. The answer itself is only in the log: it would show what is behind an address that the admin typed. */
export type UpstreamTest = { ok: true; modelId: string } | { ok: false; why: "no_model" | "not_working" | "sealed" };

/** Sends one token through a stored account, with the cheapest model that it serves. The operator pays it. Throws `not_found`. */
export async function testUpstreamAccount(id: string): Promise<UpstreamTest> {
  try {
    const stored = await readUpstreamAccount(id);
    if (!stored) throw new AppError("not_found", "There is no such account. Somebody may have deleted it.");
    const test = await testAccount(stored.account, await cheapestModels(systemClock.now()));
    if (test.ok) return test;
    log.warn(
      { event: "upstreams.test_failed", upstreamAccount: stored.account.name, detail: test.detail },
      "an upstream account does not pass its test",
    );
    return { ok: false, why: test.why };
  } catch (error) {
    if (error instanceof SealError) return { ok: false, why: "sealed" };
    throw error;
  }
}

/** The models on offer, ordered by what the upstream bills for a token in and a token out. */
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

import { AppError } from "@/lib/basics/errors";
import { dollarsFromNano } from "@/lib/basics/money";
import type { Caller } from "@/lib/keys/authenticate-key";
import { readWallet, type Wallet } from "@/lib/ledger/wallet";
import { log } from "@/lib/platform/log";
import { assertRatesLeft } from "@/lib/relay/admission/admit-call";
import { assertServed } from "@/lib/relay/admission/may-serve";
import { CAP_NAMES, type Cap, capFacts } from "@/lib/relay/refusals/cap-reached";
import { frozenRefusal } from "@/lib/relay/refusals/frozen-refusal";
import type { RelayServices } from "@/lib/relay/services/services";
import { readKeyBudget, readMonthSpend, type Spend } from "@/lib/tiers/read-spend";

/** A caller who could pay is not checked again for this long. The hold checks the balance in any case. */
const TRUSTED_MS = 10_000;
const MOST_TRUSTED = 10_000;

const trusted = new Map<string, number>();

/**
 * Refuses a caller who cannot make any call now, before a long body is read: banned or restricted by Anthropic, no balance, a
 * cap reached, or a rate used up. Rejects with `workspace_restricted`, `insufficient_balance` or `rate_limited`.
 */
export async function assertMayCall(services: Pick<RelayServices, "gate" | "profiles">, caller: Caller, nowMs: number): Promise<void> {
  await assertServed(services, caller, nowMs);
  const { gate } = services;
  await assertRatesLeft(gate, caller, nowMs);
  const since = trusted.get(caller.keyId);
  if (since !== undefined && nowMs - since < TRUSTED_MS) return;
  trusted.delete(caller.keyId);
  await assertCouldPay(caller, nowMs);
  const oldest = trusted.size >= MOST_TRUSTED ? trusted.keys().next().value : undefined;
  if (oldest !== undefined) trusted.delete(oldest);
  trusted.set(caller.keyId, nowMs);
}

/** Refuses a caller who cannot pay for anything now. Rejects with `insufficient_balance`, or `rate_limited` for caps. */
export async function assertCouldPay(caller: Caller, nowMs: number): Promise<void> {
  const refusal = await paymentRefusal(caller, new Date(nowMs)).catch((error: unknown) => {
    // Without Postgres there is no hold either: the hold refuses the call with its own message.
    log.warn({ event: "relay.caller_unknown", err: error }, "could not check whether the caller may call");
    return null;
  });
  if (refusal) throw refusal;
}

async function paymentRefusal({ workspaceId, keyId, limits }: Caller, at: Date): Promise<AppError | null> {
  const [wallet, month, budget] = await Promise.all([
    readWallet(workspaceId),
    readMonthSpend(workspaceId),
    limits?.hasBudget ? readKeyBudget(workspaceId, keyId, at) : null,
  ]);
  const usableNano = usableOf(wallet);
  const facts = { available: dollarsFromNano(usableNano), held: dollarsFromNano(wallet?.heldNano ?? 0n), needed: null };
  const money = { facts: { ...facts, max_tokens_that_fits: null } };
  if (wallet?.isFrozen) return frozenRefusal("frozen", money.facts);
  if (wallet?.isQuestioned) return frozenRefusal("payment_questioned", money.facts);
  if (wallet && wallet.availableNano > 0n && usableNano === 0n) return frozenRefusal("absorbed_loss", money.facts);
  if (!wallet || wallet.availableNano <= 0n) {
    return new AppError(
      "insufficient_balance",
      `The balance is $${facts.available}, which covers no call. Nothing was charged. Top up to go on.`,
      money,
    );
  }
  if (isUsedUp(budget)) return usedUp("key_budget", budget);
  return isUsedUp(month) ? usedUp("monthly_cap", month) : null;
}

/** The amount owed is not usable. */
function usableOf(wallet: Wallet | null): bigint {
  const usableNano = wallet ? wallet.availableNano - wallet.owedNano : 0n;
  return usableNano > 0n ? usableNano : 0n;
}

function isUsedUp(spend: Spend | null): spend is Spend {
  return spend !== null && spend.limitNano !== null && spend.spentNano + spend.heldNano >= spend.limitNano;
}

function usedUp(cap: Cap, spend: Spend): AppError {
  const facts = capFacts(cap, spend, null, null);
  return new AppError("rate_limited", `${CAP_NAMES[cap]} is $${facts.limit}, and nothing of it is left. Nothing was charged.`, {
    isFinal: true,
    facts,
  });
}

import { AppError } from "@/lib/basics/errors";
import { dollarsFromNano } from "@/lib/basics/money";
import type { Caller } from "@/lib/keys/authenticate-key";
import { listLots } from "@/lib/ledger/list-lots";
import { readWallet } from "@/lib/ledger/wallet";
import type { RelayServices } from "@/lib/relay/services/services";
import { readKeyBudget, readMonthSpend, type Spend } from "@/lib/tiers/read-spend";
import { sumUsage } from "@/lib/usage/sum-usage";

const QUARTER_MS = 15 * 60_000;

/** `GET /balance`: by the same function as every hold, with the lots that it consists of. Money is exact dollar text. */
export async function readBalance(caller: Caller): Promise<object> {
  const wallet = await readWallet(caller.workspaceId);
  if (!wallet) throw new AppError("not_found", "This workspace has no wallet yet.");
  // After the wallet, whose reading lets due credit expire.
  const { lots } = await listLots(caller.workspaceId);
  return {
    object: "balance",
    currency: "usd",
    available: dollarsFromNano(wallet.availableNano),
    held: dollarsFromNano(wallet.heldNano),
    settled: dollarsFromNano(wallet.spentTotalNano),
    debt: dollarsFromNano(wallet.debtNano),
    calls_in_flight: wallet.holdsInFlight,
    is_frozen: wallet.isFrozen || wallet.isQuestioned,
    lots: lots.map((lot) => ({
      id: lot.id,
      kind: lot.kind,
      granted: dollarsFromNano(lot.grantedNano),
      left: dollarsFromNano(lot.leftNano),
      expires_at: lot.expiresAt?.toISOString() ?? null,
      created_at: lot.createdAt.toISOString(),
    })),
  };
}

/** `GET /key`: the calling key with its own limits and its workspace's. What remains is the smallest of balance, budget and cap. */
export async function readCallingKey({ clock }: RelayServices, caller: Caller): Promise<object> {
  const now = clock.now();
  const to = new Date((Math.floor(now.getTime() / QUARTER_MS) + 1) * QUARTER_MS);
  const question = { from: new Date(0), to, by: [], timeZone: "UTC", keyId: caller.keyId, withoutSavings: true as const };
  const [wallet, sums, budget, month] = await Promise.all([
    readWallet(caller.workspaceId),
    sumUsage(caller.workspaceId, question),
    readKeyBudget(caller.workspaceId, caller.keyId, now),
    readMonthSpend(caller.workspaceId),
  ]);
  const left = [budget && leftOf(budget), month && leftOf(month)].filter((each) => each !== null);
  const remaining = left.reduce((least, each) => (each < least ? each : least), wallet?.availableNano ?? 0n);
  return {
    object: "key",
    id: caller.keyId,
    name: caller.keyName,
    prefix: caller.prefix,
    last_four: caller.lastFour,
    workspace_id: caller.workspaceId,
    limits: { ...describedLimits(caller), budget: budget && { period: budget.period, ...describedSpend(budget) } },
    workspace_month: month && describedSpend(month),
    requests: sums[0]?.requests ?? 0,
    spent: dollarsFromNano(sums[0]?.chargeNano ?? 0n),
    remaining: dollarsFromNano(remaining),
  };
}

function describedLimits({ limits }: Caller) {
  return {
    requests_per_minute: limits?.requestsPerMinute ?? null,
    tokens_per_minute: limits?.tokensPerMinute ?? null,
    models: limits && limits.allowedModels.length > 0 ? limits.allowedModels : null,
    expires_at: limits?.expiresAtMs ? new Date(limits.expiresAtMs).toISOString() : null,
  };
}

function describedSpend(spend: Spend) {
  const left = leftOf(spend);
  return {
    limit: spend.limitNano === null ? null : dollarsFromNano(spend.limitNano),
    spent: dollarsFromNano(spend.spentNano),
    held: dollarsFromNano(spend.heldNano),
    remaining: left === null ? null : dollarsFromNano(left),
    resets_at: spend.endsAt?.toISOString() ?? null,
  };
}

/** If the limit was lowered below what is spent, nothing is left. */
function leftOf({ limitNano, spentNano, heldNano }: Spend): bigint | null {
  if (limitNano === null) return null;
  const left = limitNano - spentNano - heldNano;
  return left > 0n ? left : 0n;
}

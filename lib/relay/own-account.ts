import { AppError } from "@/lib/errors";
import type { Caller } from "@/lib/keys/authenticate";
import { readWallet } from "@/lib/ledger/wallet";
import { dollarsFromNano } from "@/lib/money";
import type { RelayParts } from "@/lib/relay/parts";
import { sumUsage } from "@/lib/usage/sum";

const QUARTER_MS = 15 * 60_000;

/** `GET /balance`: by the same function as the gate of every call. Money as exact dollar text. */
export async function readBalance(caller: Caller): Promise<object> {
  const wallet = await readWallet(caller.workspaceId);
  if (!wallet) throw new AppError("not_found", "This workspace has no wallet yet.");
  return {
    object: "balance",
    currency: "usd",
    available: dollarsFromNano(wallet.availableNano),
    held: dollarsFromNano(wallet.heldNano),
    settled: dollarsFromNano(wallet.spentTotalNano),
    debt: dollarsFromNano(wallet.debtNano),
    calls_in_flight: wallet.holdsInFlight,
    is_frozen: wallet.isFrozen,
  };
}

/** `GET /key`: the calling key. A key without limits of its own may spend what its workspace has. */
export async function readKey({ clock }: RelayParts, caller: Caller): Promise<object> {
  const to = new Date((Math.floor(clock.now().getTime() / QUARTER_MS) + 1) * QUARTER_MS);
  const question = { from: new Date(0), to, by: [], timeZone: "UTC", keyId: caller.keyId };
  const [wallet, sums] = await Promise.all([readWallet(caller.workspaceId), sumUsage(caller.workspaceId, question)]);
  return {
    object: "key",
    id: caller.keyId,
    name: caller.keyName,
    prefix: caller.prefix,
    last_four: caller.lastFour,
    workspace_id: caller.workspaceId,
    limits: null,
    requests: sums[0]?.requests ?? 0,
    spent: dollarsFromNano(sums[0]?.chargeNano ?? 0n),
    remaining: dollarsFromNano(wallet?.availableNano ?? 0n),
  };
}

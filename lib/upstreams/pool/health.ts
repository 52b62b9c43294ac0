import type { Cooldown } from "@/lib/upstreams/pool/cooldown";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";

/** The model that is cooling down, why, and until when; `modelId` is null for the whole account. */
type Cooling = { modelId: string | null; label: string; until: string };

/** The state of one account in one process. */
export type AccountHealth = {
  accountId: string;
  calls: number;
  failures: number;
  /** Empty while the account is ready for every model. */
  cooling: Cooling[];
  lastFailure: { at: string; label: string; message: string } | null;
};

export function healthOf(member: PoolMember, nowMs: number): AccountHealth {
  const { id, calls, failures, lastFailure, whole, models } = member;
  const cooldowns: [string | null, Cooldown][] = [[null, whole], ...models];
  return {
    accountId: id,
    calls,
    failures,
    cooling: cooldowns.flatMap(([modelId, { cause, untilMs }]) =>
      cause && untilMs > nowMs ? [{ modelId, label: cause.label, until: new Date(untilMs).toISOString() }] : [],
    ),
    lastFailure: lastFailure && { at: new Date(lastFailure.atMs).toISOString(), label: lastFailure.label, message: lastFailure.message },
  };
}

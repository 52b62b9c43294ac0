/** Why Anthropic placed a limit. A reason that is not known here counts as `unspecified`. */
export const ENFORCEMENT_REASONS = [
  "unsupported_region",
  "fraud_or_abuse",
  "high_harm",
  "usage_policy_violation",
  "account_compromise",
  "unspecified",
] as const;
export type EnforcementReason = (typeof ENFORCEMENT_REASONS)[number];

/** A limit that Anthropic placed on a customer. */
export type Enforcement = {
  actionId: string;
  type: "ban" | "restriction";
  reason: EnforcementReason;
  /** The customer can end it by an identity check. */
  isVerifiable: boolean;
  openedAt: Date;
  /** Null if it has no end date. */
  expiresAt: Date | null;
};

/** Of the open limits the one to name: a ban before a restriction, then the one that lasts longest. Null if none lasts at this time. */
export function strictest<Each extends Pick<Enforcement, "type" | "expiresAt">>(open: readonly Each[], nowMs: number): Each | null {
  let found: Each | null = null;
  for (const each of open) {
    if (endMs(each) <= nowMs) continue;
    if (found === null || rank(each) > rank(found) || (rank(each) === rank(found) && endMs(each) > endMs(found))) found = each;
  }
  return found;
}

function rank({ type }: Pick<Enforcement, "type">): number {
  return type === "ban" ? 1 : 0;
}

function endMs({ expiresAt }: Pick<Enforcement, "expiresAt">): number {
  return expiresAt === null ? Number.POSITIVE_INFINITY : expiresAt.getTime();
}

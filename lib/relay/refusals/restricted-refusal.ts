import { AppError } from "@/lib/basics/errors";
import type { Enforcement, EnforcementReason } from "@/lib/user-profiles/enforcement";

const REASONS: Record<EnforcementReason, string> = {
  unsupported_region: "use from a region that is not supported",
  fraud_or_abuse: "fraud or abuse",
  high_harm: "use that may do great harm",
  usage_policy_violation: "a violation of its usage policy",
  account_compromise: "signs that the account is used by somebody else",
  unspecified: "no reason given",
};

/** The refusal of every call of a workspace that Anthropic banned or restricted. */
export function restrictedRefusal({ type, reason, isVerifiable, expiresAt }: Omit<Enforcement, "actionId" | "openedAt">): AppError {
  const facts = { reason: type, cause: reason, expires_at: expiresAt?.toISOString() ?? null };
  const until = expiresAt === null ? "" : ` until ${expiresAt.toISOString()}`;
  const what =
    type === "ban"
      ? `Anthropic has banned this workspace from its models (${REASONS[reason]})`
      : `Anthropic has restricted this workspace's use of its models${until} (${REASONS[reason]})`;
  const message = `${what}, so its calls are refused. Nothing was charged. ${nextStep({ type, isVerifiable, expiresAt })}`;
  return new AppError("workspace_restricted", message, { facts, isFinal: true });
}

function nextStep({ type, isVerifiable, expiresAt }: Pick<Enforcement, "type" | "isVerifiable" | "expiresAt">): string {
  if (type === "ban") return "Contact support: only the operator can take this up with Anthropic.";
  if (isVerifiable) return "Contact support: an identity check at Anthropic ends this.";
  return expiresAt === null ? "Contact support to learn what ends this." : "Calls are answered again after that time.";
}

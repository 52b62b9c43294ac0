import { AppError, type ErrorDetails } from "@/lib/basics/errors";
import { dollarsFromNano } from "@/lib/basics/money";
import type { HoldAnswer } from "@/lib/ledger/settlement";
import type { Wallet } from "@/lib/ledger/wallet";
import type { Call } from "@/lib/relay/call/call";
import { capReached } from "@/lib/relay/refusals/cap-reached";
import { frozenRefusal, isFrozenReason } from "@/lib/relay/refusals/frozen-refusal";

export type RefusedHoldAnswer = Extract<HoldAnswer, { kind: "refused" }>;

/** The refusal of a hold of this amount. `fits` is the longest answer that would be granted; null if there is none. */
export async function notCovered(call: Call, neededNano: bigint, answer: RefusedHoldAnswer, fits: number | null): Promise<AppError> {
  const { reason, availableNano, heldNano } = answer;
  if (reason === "monthly_cap" || reason === "key_budget") return capReached(call, reason, neededNano, fits);
  const facts = factsOf(availableNano, heldNano, neededNano, fits);
  if (isFrozenReason(reason)) return frozenRefusal(reason, facts);
  const { maxTokens, thinkingBudget, serverTools, prompt } = call.parsed.request;
  const shorter = thinkingBudget > 0 && maxTokens > thinkingBudget ? `, or lower the ${thinkingBudget} tokens for thinking` : " to go on";
  const held = heldNano === 0n ? "" : ` ($${facts.held} more is held for calls that are running)`;
  const others =
    call.otherModels.length === 0 ? "" : ` with the other models that it names (max_tokens and max_uses beside a name limit it)`;
  const rounds = serverTools.samplings === 1 ? "" : " with the rounds of the tools that run upstream (max_uses beside a tool limits them)";
  const linked =
    prompt.links === 0
      ? ""
      : ` with a linked document that could not be read here, so that all counts which the model reads (send it as base64)`;
  return insufficient(
    `The balance of $${facts.available}${held} does not cover this call, which may cost up to $${facts.needed}${others}${rounds}${linked}. ` +
      `Nothing was charged. Top up${fits === null ? shorter : `, or ask for at most ${fits} tokens`}.`,
    facts,
  );
}

/** The same before the call's linked documents are fetched. */
export function notCoveredWithoutLinks(wallet: Wallet | null, availableNano: bigint, neededNano: bigint): AppError {
  const facts = factsOf(availableNano, wallet?.heldNano ?? 0n, neededNano, null);
  return insufficient(
    `The balance of $${facts.available} does not cover this call, which may cost up to $${facts.needed} before its linked documents are counted. ` +
      "Nothing was fetched or charged. Top up to go on, or ask for a shorter answer.",
    facts,
  );
}

function factsOf(availableNano: bigint, heldNano: bigint, neededNano: bigint, fits: number | null) {
  return {
    available: dollarsFromNano(availableNano),
    held: dollarsFromNano(heldNano),
    needed: dollarsFromNano(neededNano),
    max_tokens_that_fits: fits,
  };
}

function insufficient(message: string, facts: ErrorDetails["facts"]): AppError {
  return new AppError("insufficient_balance", message, { facts });
}

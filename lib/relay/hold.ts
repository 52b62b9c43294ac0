import { AppError } from "@/lib/errors";
import type { Ledger } from "@/lib/ledger/ledger";
import { dollarsFromNano } from "@/lib/money";
import type { InputClass } from "@/lib/pricing/price";
import { type BoundedCall, maxTokensThatFit, upperBoundNano } from "@/lib/pricing/upper-bound";
import type { Call } from "@/lib/relay/call";
import { capReached } from "@/lib/relay/cap-reached";
import type { Modifier } from "@/lib/tokens";
import type { MessagesCall } from "@/lib/wire/anthropic/request";

// A request names no total, and one search is a cent: more than the models are seen to make in one answer.
const HELD_WEB_SEARCHES = 10;

/** Holds the most that the call may cost. Throws `insufficient_balance`, with what would fit, before any upstream is asked. */
export async function placeHold(ledger: Pick<Ledger, "placeHold">, call: Call): Promise<void> {
  const bounded = boundedCall(call);
  const amountNano = upperBoundNano(bounded);
  const placed = await ledger.placeHold({
    id: call.id,
    workspaceId: call.caller.workspaceId,
    keyId: call.caller.keyId,
    modelId: call.asked.model.id,
    priceVersion: call.price.version,
    amountNano,
    hasBudget: call.caller.limits?.hasBudget ?? false,
  });
  if (placed.kind === "held") return;
  if (placed.reason === "monthly_cap" || placed.reason === "key_budget") throw await capReached(call, placed.reason, amountNano);
  const facts = {
    available: dollarsFromNano(placed.availableNano),
    held: dollarsFromNano(placed.heldNano),
    needed: dollarsFromNano(amountNano),
    max_tokens_that_fits: placed.reason === "insufficient_balance" ? maxTokensThatFit(placed.availableNano, bounded) : null,
  };
  throw new AppError("insufficient_balance", refusal(placed.reason, facts), { facts });
}

function refusal(reason: "insufficient_balance" | "frozen" | "no_wallet", facts: Record<string, string | number | null>): string {
  if (reason === "frozen") return "This workspace's balance is frozen. Nothing was charged. Please contact support.";
  const held = facts.held === "0" ? "" : ` ($${facts.held} more is held for calls that are running)`;
  const fits = facts.max_tokens_that_fits;
  const advice = fits === null ? "Top up to go on." : `Top up, or ask for at most ${fits} tokens.`;
  return `The balance of $${facts.available}${held} does not cover this call, which may cost up to $${facts.needed}. Nothing was charged. ${advice}`;
}

function boundedCall({ asked: { request, model }, price }: Call): BoundedCall {
  return {
    price,
    model,
    promptBytes: request.promptBytes,
    maxOutputTokens: request.maxTokens,
    hasTools: request.hasTools,
    inputClasses: inputClasses(request),
    modifiers: modifiers(request),
    maxWebSearches: request.hasServerTools ? HELD_WEB_SEARCHES : 0,
  };
}

function inputClasses({ markers, hasServerTools }: MessagesCall): InputClass[] {
  const classes: InputClass[] = ["input", "cacheRead"];
  // The loop of a server tool writes to the five-minute cache as soon as the request has any marker.
  if (markers.has5m || (markers.count > 0 && hasServerTools)) classes.push("cacheWrite5m");
  if (markers.has1h) classes.push("cacheWrite1h");
  return classes;
}

function modifiers({ speed, inferenceGeo }: MessagesCall): Modifier[] {
  const asked: Modifier[] = [];
  if (speed === "fast") asked.push("fast");
  if (inferenceGeo === "us") asked.push("us_inference");
  return asked;
}

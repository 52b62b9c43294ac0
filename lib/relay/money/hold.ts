import { AppError, type ErrorDetails } from "@/lib/basics/errors";
import { dollarsFromNano } from "@/lib/basics/money";
import type { Ledger } from "@/lib/ledger/ledger";
import type { HoldAnswer, RepeatAnswer } from "@/lib/ledger/settlement";
import { readWallet } from "@/lib/ledger/wallet";
import type { Call } from "@/lib/relay/call/call";
import type { RequestHeaders } from "@/lib/relay/call/request";
import { callBoundNano } from "@/lib/relay/money/bounded-call";
import { whatFits } from "@/lib/relay/money/what-fits";
import { capReached } from "@/lib/relay/refusals/cap-reached";
import { frozenRefusal, isFrozenReason } from "@/lib/relay/refusals/frozen";
import { repeatRefusal } from "@/lib/relay/repeats/repeated";
import { withMaxTokens } from "@/lib/wire/anthropic/request";

/** A caller who sets it to true would rather have a shorter answer than none. */
const FIT_HEADER = "x-relais-fit-max-tokens";
// Another call may take what was left between the look and the hold: once more is worth it, twice is a race without end.
const LOWERED_AT_MOST = 2;

type Refused = Extract<HoldAnswer, { kind: "refused" }>;
type HoldPlacer = Pick<Ledger, "placeHold" | "placeKeyedHold">;

/**
 * Holds the most that the call may cost; where the caller allows it, for as long an answer as fits. Throws
 * `insufficient_balance`, or `rate_limited` for caps, with what would fit, before any upstream is asked.
 */
export async function placeHold(ledger: HoldPlacer, call: Call, headers: RequestHeaders): Promise<void> {
  for (let lowered = 0; ; lowered++) {
    const answer = await askForHold(ledger, call);
    if (answer.kind === "held") return;
    if (answer.kind === "repeat") throw await repeatRefusal(call, answer.callId, answer.isSameRequest);
    const fits = mayFit(answer) ? await whatFits(call, answer.availableNano) : null;
    if (fits === null || !mayLower(headers) || lowered === LOWERED_AT_MOST) {
      throw await refusalOf(call, answer, fits);
    }
    lowerMaxTokens(call, fits);
  }
}

/** Refuses a call whose balance does not cover it even without the documents that it links to. Holds nothing. */
export async function assertCoveredWithoutLinks(call: Call, headers: RequestHeaders): Promise<void> {
  const wallet = await readWallet(call.caller.workspaceId);
  const availableNano = wallet && wallet.availableNano > wallet.owedNano ? wallet.availableNano - wallet.owedNano : 0n;
  const neededNano = callBoundNano(call);
  if (neededNano <= availableNano || (mayLower(headers) && (await whatFits(call, availableNano)) !== null)) return;
  const held = dollarsFromNano(wallet?.heldNano ?? 0n);
  const facts = { available: dollarsFromNano(availableNano), held, needed: dollarsFromNano(neededNano), max_tokens_that_fits: null };
  throw insufficient(
    `The balance of $${facts.available} does not cover this call, which may cost up to $${facts.needed} before its linked documents are counted. ` +
      "Nothing was fetched or charged. Top up to go on, or ask for a shorter answer.",
    facts,
  );
}

function mayLower(headers: RequestHeaders): boolean {
  return headers[FIT_HEADER]?.toLowerCase() === "true";
}

/** A refusal writes nothing, so the same id may be sent again with another amount. */
function askForHold(ledger: HoldPlacer, call: Call): Promise<HoldAnswer | RepeatAnswer> {
  const amountNano = callBoundNano(call);
  call.holdNano = amountNano;
  const hold = {
    id: call.id,
    workspaceId: call.caller.workspaceId,
    keyId: call.caller.keyId,
    modelId: call.asked.model.id,
    priceVersion: call.price.version,
    amountNano,
    hasBudget: call.caller.limits?.hasBudget ?? false,
  };
  const { idempotency } = call;
  return idempotency === null ? ledger.placeHold(hold) : ledger.placeKeyedHold({ ...hold, idempotency });
}

function lowerMaxTokens({ asked }: Call, fits: number): void {
  const maxTokens = Math.min(fits, asked.request.maxTokens);
  asked.request = withMaxTokens(asked.request, maxTokens);
  asked.replyHeaders = { ...asked.replyHeaders, "x-relais-max-tokens": `${maxTokens}` };
}

function mayFit({ reason }: Refused): boolean {
  return reason === "insufficient_balance" || reason === "absorbed_loss" || reason === "monthly_cap" || reason === "key_budget";
}

async function refusalOf(call: Call, { reason, availableNano, heldNano }: Refused, fits: number | null): Promise<AppError> {
  const neededNano = callBoundNano(call);
  if (reason === "monthly_cap" || reason === "key_budget") return capReached(call, reason, neededNano, fits);
  const facts = {
    available: dollarsFromNano(availableNano),
    held: dollarsFromNano(heldNano),
    needed: dollarsFromNano(neededNano),
    max_tokens_that_fits: fits,
  };
  if (isFrozenReason(reason)) return frozenRefusal(reason, facts);
  const { maxTokens, thinkingBudget, serverTools, prompt } = call.asked.request;
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

function insufficient(message: string, facts: ErrorDetails["facts"]): AppError {
  return new AppError("insufficient_balance", message, { facts });
}

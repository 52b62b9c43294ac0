import type { InputClass } from "@/lib/pricing/price";
import type { BoundedCall } from "@/lib/pricing/upper-bound";
import type { Call } from "@/lib/relay/call";
import type { Modifier } from "@/lib/tokens";
import type { MessagesCall } from "@/lib/wire/anthropic/request";

// A request names no total, and one search is a cent: more than the models are seen to make in one answer.
const HELD_WEB_SEARCHES = 10;

type Boundable = Pick<Call, "asked" | "price"> & Partial<Pick<Call, "possibleModifiers">>;

/** What the upper bound of a call is made from. */
export function boundedCall({ asked, price, possibleModifiers = [] }: Boundable): BoundedCall {
  const { request, model } = asked;
  return {
    price,
    model,
    promptBytes: request.promptBytes,
    maxOutputTokens: request.maxTokens,
    hasTools: request.hasTools,
    inputClasses: inputClasses(request),
    modifiers: possibleModifiers.length > 0 ? [...modifiers(request), ...possibleModifiers] : modifiers(request),
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

import { isObject } from "@/lib/wire/json";

const NAMELESS_REFUSAL = "The model declined to answer.";

/** The words of a refusal; null when the model did not refuse. */
export function refusalText(stopReason: string | null, stopDetails: unknown): string | null {
  if (stopReason !== "refusal") return null;
  const explanation = isObject(stopDetails) ? stopDetails.explanation : undefined;
  return typeof explanation === "string" && explanation ? explanation : NAMELESS_REFUSAL;
}

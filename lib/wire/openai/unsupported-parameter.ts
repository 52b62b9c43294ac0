import { AppError } from "@/lib/basics/errors";
import { isAbsent } from "@/lib/wire/fields";
import type { JsonObject } from "@/lib/wire/json";

export const NO_LOGPROBS = "Claude does not report how likely its words were. Leave this out.";

/**
 * A parameter of OpenAI's that no Claude model can honour. Ignoring it silently would give the caller something other than it asked for.
 */
export class UnsupportedParameter extends AppError {
  constructor(param: string, reason = "is not supported by this model.") {
    super("invalid_request", `${param}: ${reason}`, { param });
  }
}

/** Throws for the first of these names that the request uses; each name has its reason for the caller. */
export function refuseNamed(fields: JsonObject, reasons: Record<string, string>): void {
  for (const [name, reason] of Object.entries(reasons)) {
    if (!isAbsent(fields[name])) throw new UnsupportedParameter(name, reason);
  }
}

/** The fields of the request beyond these names. */
export function namesBeyond(fields: JsonObject, known: ReadonlySet<string>): string[] {
  return Object.keys(fields).filter((name) => !known.has(name) && !isAbsent(fields[name]));
}

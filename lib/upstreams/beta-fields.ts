import { AppError } from "@/lib/basics/errors";
import { type Member, memberNamed } from "@/lib/json-bytes/json-text";
import type { ClassifiedBetas } from "@/lib/upstreams/betas";

/**
 * Body fields that come with a beta (Anthropic's SDK, November 2026). An upstream that does not get the beta would refuse its field as an
 * extra input. A field that only changes how the answer is made is left out and named. A field that changes the answer is refused, and
 * another upstream account may take it.
 */
const BETA_FIELDS: { field: string; beta: RegExp; isNeeded: boolean }[] = [
  { field: "context_management", beta: /^(context-management|compact)-/, isNeeded: false },
  { field: "compaction", beta: /^compact-/, isNeeded: false },
  { field: "task_budget", beta: /^task-budgets?-/, isNeeded: false },
  { field: "fallbacks", beta: /fallback/, isNeeded: true },
  { field: "fallback", beta: /fallback/, isNeeded: true },
  { field: "output_format", beta: /^structured-outputs-/, isNeeded: true },
];

/** The fields to leave out together with their betas. Throws `invalid_request` for a field that the caller cannot do without. */
export function fieldsLeft({ sent, left }: ClassifiedBetas, members: readonly Member[], platform: string): string[] {
  if (left.length === 0) return [];
  const lost = BETA_FIELDS.filter(({ beta }) => left.some((name) => beta.test(name)) && !sent.some((name) => beta.test(name)));
  return lost.flatMap(({ field, isNeeded }) => {
    if (!memberNamed(members as Member[], field)) return [];
    if (!isNeeded) return [field];
    const message = `${field}: its beta is not available where this model is served (${platform}). Nothing was charged.`;
    throw new AppError("invalid_request", message, { param: field });
  });
}

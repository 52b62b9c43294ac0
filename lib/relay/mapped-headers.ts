import type { Asked } from "@/lib/relay/dialect";
import { MAPPED_ANTHROPIC_VERSION, type MappedCall } from "@/lib/wire/openai/mapped-call";

/** The headers of a mapped call, both ways. */
export function mappedHeaders({ ignored, betas }: MappedCall): Pick<Asked, "upstreamHeaders" | "replyHeaders"> {
  return {
    upstreamHeaders: { "anthropic-version": MAPPED_ANTHROPIC_VERSION, ...(betas.length > 0 && { "anthropic-beta": betas.join(",") }) },
    // What was asked for and has no effect is said: silence would look like obedience.
    replyHeaders: ignored.length > 0 ? { "x-relais-ignored": headerText(ignored.join(", ").slice(0, 1_000)) } : undefined,
  };
}

/** The names are the caller's own: what a header cannot carry must not break the answer. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?");
}

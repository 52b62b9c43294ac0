import type { Asked } from "@/lib/relay/dialect";
import { MAPPED_ANTHROPIC_VERSION, type MappedCall } from "@/lib/wire/openai/mapped-call";

/** The headers of a mapped call, both ways. */
export function mappedHeaders({ ignored, betas }: MappedCall): Pick<Asked, "upstreamHeaders" | "replyHeaders"> {
  return {
    upstreamHeaders: { "anthropic-version": MAPPED_ANTHROPIC_VERSION, ...(betas.length > 0 && { "anthropic-beta": betas.join(",") }) },
    // What was asked for and has no effect is said: silence would look like obedience.
    replyHeaders: ignored.length > 0 ? { "x-relais-ignored": ignored.join(", ").slice(0, 1_000) } : undefined,
  };
}

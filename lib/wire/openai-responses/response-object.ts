import type { Usage } from "@/lib/basics/tokens";
import type { ToolNames } from "@/lib/wire/openai/tool-names";
import { responsesUsage } from "@/lib/wire/openai-responses/usage";

/** What one answer repeats in every state; `echo` is the part of its request that it repeats, as the members of a JSON object. */
export type ResponseHead = {
  id: string;
  model: string;
  createdSeconds: number;
  echo: string;
  toolNames?: ToolNames;
  /** Receives the output items of an answer that came to its end, each as JSON. */
  onItems?: ((items: readonly string[]) => void) | undefined;
};

/** How an answer ended, or that it goes on. `output` are its items so far, each as JSON. */
export type ResponseState = {
  status: "in_progress" | "completed" | "incomplete" | "failed";
  incompleteReason?: "max_output_tokens" | "content_filter";
  error?: { code: string; message: string };
  output: string[];
  usage: Usage | null;
};

/** The Response object as JSON. */
export function responseJson({ id, model, createdSeconds, echo }: ResponseHead, state: ResponseState): string {
  const { status, incompleteReason, error, usage, output } = state;
  const own = {
    id,
    object: "response",
    created_at: createdSeconds,
    status,
    error: error ?? null,
    incomplete_details: incompleteReason ? { reason: incompleteReason } : null,
    model,
    usage: usage && responsesUsage(usage),
  };
  return `${JSON.stringify(own).slice(0, -1)},"output":[${output.join(",")}],${echo}}`;
}

/** How an answer with this stop reason ended. The set is open: an unknown one counts as an ordinary end. */
export function endOf(stopReason: string | null): Pick<ResponseState, "status" | "incompleteReason"> {
  switch (stopReason) {
    case "max_tokens":
    case "model_context_window_exceeded":
      return { status: "incomplete", incompleteReason: "max_output_tokens" };
    case "refusal":
      return { status: "incomplete", incompleteReason: "content_filter" };
    default:
      return { status: "completed" };
  }
}

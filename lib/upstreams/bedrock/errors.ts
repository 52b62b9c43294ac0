import { betaRefused, type CloudError, cloudTextOf, errorObject, OVERLOADED, operatorFault } from "@/lib/upstreams/cloud-error";
import { ownSentences } from "@/lib/wire/own-sentences";

// Sentences that Amazon sends with an ordinary 400 about an account that may not use a model, or may not use it in this way.
const OPERATOR_SENTENCES = ownSentences(
  "Invocation of model ID \\S+ with on-demand throughput isn.t supported",
  "The provided model identifier is invalid",
  "Operation not allowed",
  "Your account is not authorized to invoke this API operation",
  "You (?:don.t|do not) have access to the model(?: with [^:.]+)?",
  "data retention mode '[\\w-]+' is not available(?: [^:.]+)?",
);

const OPERATOR_KINDS = new Set(["ServiceQuotaExceededException", "AccessDeniedException", "ResourceNotFoundException"]);

/** An error answer of Bedrock's runtime (Amazon, InvokeModel, 2026): `{"message"}`, with the kind in a header. */
export function bedrockError(status: number, kindHeader: string | undefined, body: Buffer): CloudError {
  const answer = errorObject(body);
  // A gateway in front of Bedrock writes either; the mantle endpoint answers in Anthropic's own shape.
  const message =
    cloudTextOf(answer.message) || cloudTextOf(answer.Message) || cloudTextOf((answer.error as { message?: unknown } | undefined)?.message);
  const kind = (kindHeader || cloudTextOf(answer.__type)).replace(/:.*$/, "").replace(/^.*#/, "");
  if (status === 401 || status === 403 || status === 404 || OPERATOR_KINDS.has(kind) || OPERATOR_SENTENCES.test(message))
    return operatorFault(`Amazon Bedrock ${status} ${kind}: ${message}`);
  switch (status) {
    case 400:
    case 422:
      if (message === "invalid beta flag") return betaRefused(message);
      return { status: 400, type: "invalid_request_error", message };
    case 413:
      return { status: 413, type: "request_too_large", message };
    case 408:
      return { status: 504, type: "timeout_error", message };
    case 429:
      return kind === "ModelNotReadyException" ? { ...OVERLOADED, message } : { status: 429, type: "rate_limit_error", message };
    case 503:
    case 529:
      return { ...OVERLOADED, message };
    default:
      return { status: 500, type: "api_error", message };
  }
}

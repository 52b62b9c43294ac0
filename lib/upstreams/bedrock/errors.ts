import { type CloudError, errorObject, OVERLOADED, operatorFault, textOf } from "@/lib/upstreams/cloud-error";

// What Amazon says, with an ordinary 400, of an account that may not use a model, or may not use it in this way.
const OPERATOR_TEXT =
  /on-demand throughput|model identifier is invalid|operation not allowed|not authorized|don't have access|do not have access|access to the model|invalid beta flag|data retention mode/i;

const OPERATOR_KINDS = new Set(["ServiceQuotaExceededException", "AccessDeniedException", "ResourceNotFoundException"]);

/** An error answer of Bedrock's runtime (Amazon, InvokeModel, 2026): `{"message"}` and the kind in a header. */
export function bedrockError(status: number, kindHeader: string | undefined, body: Buffer): CloudError {
  const answer = errorObject(body);
  // A gateway in front of Bedrock writes either; the mantle endpoint answers in Anthropic's own shape.
  const message = textOf(answer.message) || textOf(answer.Message) || textOf((answer.error as { message?: unknown } | undefined)?.message);
  const kind = (kindHeader || textOf(answer.__type)).replace(/:.*$/, "").replace(/^.*#/, "");
  if (status === 401 || status === 403 || status === 404 || OPERATOR_KINDS.has(kind) || OPERATOR_TEXT.test(message))
    return operatorFault(`Amazon Bedrock ${status} ${kind}: ${message}`);
  switch (status) {
    case 400:
    case 422:
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

import { betaRefused, type CloudError, cloudTextOf, errorObject, OVERLOADED, operatorFault } from "@/lib/upstreams/cloud-error";
import { isObject } from "@/lib/wire/json";
import { ownSentences } from "@/lib/wire/own-sentences";

/** Google's statuses for a request that fails because of the account, the project or the location. */
const OPERATOR_STATUS = new Set(["FAILED_PRECONDITION", "PERMISSION_DENIED", "UNAUTHENTICATED", "NOT_FOUND"]);
const OPERATOR_SENTENCES = ownSentences("Publisher [Mm]odel \\S+ is not servable in region [\\w-]+");
const BETA_SENTENCES = ownSentences("Unexpected value\\(s\\) [^:]{1,300} for the `anthropic-beta` header");

/** An error answer of Vertex AI: Google's shape, also inside an array, or the model's own in Anthropic's shape. */
export function vertexError(status: number, body: Buffer): CloudError {
  const answer = errorObject(body);
  const error = isObject(answer.error) ? answer.error : {};
  const message = cloudTextOf(error.message);
  const type = cloudTextOf(error.type);
  const isOperators = OPERATOR_STATUS.has(cloudTextOf(error.status)) || OPERATOR_SENTENCES.test(message);
  if (status === 401 || status === 403 || status === 404 || isOperators) {
    return operatorFault(`Vertex AI ${status} ${cloudTextOf(error.status)}: ${message}`);
  }
  if (status === 400 && BETA_SENTENCES.test(message)) return betaRefused(message, betasIn(message));
  if (answer.type === "error" && type) return { status, type, message };
  switch (status) {
    case 400:
      return /request payload size/i.test(message) ? tooLarge(message) : { status: 400, type: "invalid_request_error", message };
    case 413:
      return tooLarge(message);
    case 408:
    case 504:
      return { status: 504, type: "timeout_error", message };
    case 429:
      return { status: 429, type: "rate_limit_error", message };
    case 503:
    case 529:
      return { ...OVERLOADED, message };
    default:
      return { status: 500, type: "api_error", message };
  }
}

function tooLarge(message: string): CloudError {
  return { status: 413, type: "request_too_large", message };
}

/** Google puts each value between backticks, and the header's name too. */
function betasIn(message: string): string[] {
  const values = message.slice(0, message.indexOf(" for the `anthropic-beta`"));
  return [...values.matchAll(/`([\w.-]{1,100})`/g)].map(([, name]) => name ?? "");
}

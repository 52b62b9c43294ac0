import { ApiError } from "../errors";
import { jsonReply, type Reply } from "../reply";

/** An answer in Amazon's shape: the kind stands in a header. */
export class AmazonError extends Error {
  constructor(
    readonly status: number,
    readonly kind: string,
    message: string,
  ) {
    super(message);
  }
}

export function validation(message: string): AmazonError {
  return new AmazonError(400, "ValidationException", message);
}

/** Amazon's answer where Anthropic's own API would answer with this status. */
const KINDS: Record<number, [status: number, kind: string]> = {
  401: [403, "UnrecognizedClientException"],
  402: [403, "AccessDeniedException"],
  403: [403, "AccessDeniedException"],
  404: [404, "ResourceNotFoundException"],
  408: [408, "ModelTimeoutException"],
  424: [424, "ModelErrorException"],
  429: [429, "ThrottlingException"],
  500: [500, "InternalServerException"],
  503: [503, "ServiceUnavailableException"],
  504: [408, "ModelTimeoutException"],
  529: [503, "ServiceUnavailableException"],
};

export function amazonReply(error: unknown): Reply {
  const told = error instanceof AmazonError ? error : error instanceof ApiError ? asAmazons(error) : null;
  if (!told) throw error;
  const headers = error instanceof ApiError ? error.options.headers : {};
  return jsonReply(told.status, JSON.stringify({ message: told.message }), { ...headers, "x-amzn-errortype": `${told.kind}:` });
}

/** The `error` fault names one of Amazon's kinds as its type. */
function asAmazons({ status, message, options }: ApiError): AmazonError {
  const [amazonStatus, kind] = KINDS[status] ?? [400, "ValidationException"];
  return options.type?.endsWith("Exception")
    ? new AmazonError(status, options.type, message)
    : new AmazonError(amazonStatus, kind, message);
}

const TYPES: Record<number, string> = {
  400: "invalid_request_error",
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  405: "invalid_request_error",
  409: "conflict_error",
  413: "request_too_large",
  429: "rate_limit_error",
  500: "api_error",
  503: "api_error",
  504: "timeout_error",
  529: "overloaded_error",
};

/** An answer in the error shape of the Messages API. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly options: { type?: string; errorCode?: string; headers?: Record<string, string>; isAtEdge?: boolean } = {},
  ) {
    super(message);
  }

  get type(): string {
    return this.options.type ?? TYPES[this.status] ?? "api_error";
  }

  body(requestId: string): string {
    const { errorCode, isAtEdge } = this.options;
    // A gateway before the original's API refuses without the API's envelope.
    if (isAtEdge) return JSON.stringify({ error: { type: this.type, message: this.message } });
    const details = errorCode ? { details: { error_code: errorCode } } : {};
    return JSON.stringify({ type: "error", error: { ...details, type: this.type, message: this.message }, request_id: requestId });
  }
}

/** The original lists a field's allowed values without a comma before the last. */
const CHOICES = new Intl.ListFormat("en-GB", { type: "disjunction" });

export function notOneOf(place: string, choices: string[]): ApiError {
  return invalid(`${place}: Input should be ${CHOICES.format(choices.map((each) => `'${each}'`))}`);
}

/** A request that the model refuses to run. */
export function invalid(message: string, errorCode?: string): ApiError {
  return new ApiError(400, message, errorCode === undefined ? {} : { errorCode });
}

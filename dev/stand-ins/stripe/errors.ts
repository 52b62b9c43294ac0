/** A refusal in Stripe's error shape. */
export class StripeError extends Error {
  constructor(
    readonly status: number,
    readonly type: "invalid_request_error" | "api_error" | "card_error" | "idempotency_error" | "rate_limit_error",
    message: string,
    readonly details: {
      code?: string;
      param?: string;
      decline_code?: string;
      payment_intent?: unknown;
      payment_method?: unknown;
      charge?: string;
    } = {},
  ) {
    super(message);
  }

  body(): object {
    return { error: { ...this.details, message: this.message, type: this.type } };
  }
}

export function invalidParam(param: string, message: string, code = "parameter_invalid"): StripeError {
  return new StripeError(400, "invalid_request_error", message, { code, param });
}

export function missingParam(param: string): StripeError {
  return invalidParam(param, `Missing required param: ${param}.`, "parameter_missing");
}

export function noSuch(kind: string, id: string): StripeError {
  return new StripeError(404, "invalid_request_error", `No such ${kind}: '${id}'`, { code: "resource_missing", param: "id" });
}

/** A refusal without a code of its own. */
export function refused(message: string): StripeError {
  return new StripeError(400, "invalid_request_error", message);
}

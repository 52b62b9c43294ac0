import { AppError, type ErrorCode } from "@/lib/basics/errors";
import { readAtMost } from "@/lib/basics/read-at-most";
import { log } from "@/lib/platform/log";
import { MAX_WEBHOOK_BYTES, receiveWebhook } from "@/lib/topups/events/webhook";

export const runtime = "nodejs";

const STATUS: Record<ErrorCode, number> = {
  invalid_request: 400,
  request_too_large: 413,
  unauthenticated: 500,
  forbidden: 500,
  not_found: 500,
  method_not_allowed: 500,
  unknown_model: 500,
  insufficient_balance: 500,
  balance_owed: 500,
  payment_questioned: 500,
  workspace_restricted: 500,
  conflict: 500,
  rate_limited: 503,
  upstream_unavailable: 503,
  upstream_failed: 500,
  upstream_timeout: 503,
  internal: 500,
};

/** Receives Stripe's deliveries. 200 means "stored, also if it was here before"; anything else makes Stripe deliver again. */
export async function POST(request: Request): Promise<Response> {
  try {
    await receiveWebhook({ body: await readBody(request), signature: request.headers.get("stripe-signature") });
    return Response.json({ received: true });
  } catch (error) {
    const status = error instanceof AppError ? STATUS[error.code] : 500;
    if (status < 500 && error instanceof AppError)
      return Response.json({ error: { code: error.code, message: error.message } }, { status });
    log.error({ event: "payments.webhook_unstored", err: error }, "a webhook could not be stored");
    return Response.json({ error: { code: "internal", message: "The event was not stored. Deliver it again." } }, { status });
  }
}

/** The raw bytes, as they were signed. */
async function readBody({ body }: Request): Promise<Uint8Array> {
  const tooLong = () => new AppError("request_too_large", "The event is larger than 256 KB.");
  return body ? readAtMost(body, MAX_WEBHOOK_BYTES, tooLong) : Buffer.alloc(0);
}

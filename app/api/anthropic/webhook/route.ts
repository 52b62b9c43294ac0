import { MOST_EVENT_BYTES, receiveProfileEvent } from "@/lib/attribution/receive-profile-event";
import { AppError } from "@/lib/basics/errors";
import { readAtMost } from "@/lib/basics/read-at-most";
import { log } from "@/lib/platform/log";

export const runtime = "nodejs";

/** Receives what Anthropic reports of user profiles. 200 means "noted"; anything else makes Anthropic deliver again. */
export async function POST(request: Request): Promise<Response> {
  try {
    await receiveProfileEvent({ body: await readBody(request), header: (name) => request.headers.get(name) });
    return Response.json({ received: true });
  } catch (error) {
    if (error instanceof AppError && error.code === "request_too_large") return refusal(413, error);
    if (error instanceof AppError && error.code === "invalid_request") return refusal(400, error);
    log.error({ event: "profiles.webhook_unnoted", err: error }, "a webhook of Anthropic's could not be noted");
    return Response.json({ error: { code: "internal", message: "The event was not noted. Deliver it again." } }, { status: 503 });
  }
}

function refusal(status: number, { code, message }: AppError): Response {
  return Response.json({ error: { code, message } }, { status });
}

/** The raw bytes, as they were signed. */
async function readBody({ body }: Request): Promise<Uint8Array> {
  const tooLong = () => new AppError("request_too_large", "The event is larger than 64 KB.");
  return body ? readAtMost(body, MOST_EVENT_BYTES, tooLong) : Buffer.alloc(0);
}

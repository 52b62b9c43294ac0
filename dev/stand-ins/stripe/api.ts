import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiFault } from "./api-faults";
import { StripeError } from "./errors";
import { expanded } from "./expand";
import { type Form, parseForm, textsAt } from "./form";
import { runApiCall } from "./routes/routes";
import type { StripeStandIn } from "./stand-in";
import { newId } from "./store";
import { API_VERSION } from "./webhooks";

export type ApiAnswer = { status: number; headers: Record<string, string>; body: string; isLost?: "reset" | "hang" };

type Request = { method: string; url: URL; headers: IncomingHttpHeaders; body: string };

/** One call of the API: key, faults, idempotency, the work, expansion. */
export async function answerApi(standIn: StripeStandIn, request: Request): Promise<ApiAnswer> {
  const { method, url, headers, body } = request;
  const idempotencyKey = typeof headers["idempotency-key"] === "string" ? headers["idempotency-key"] : null;
  standIn.remember({ method, path: url.pathname + url.search, idempotencyKey, body, at: new Date().toISOString() });
  try {
    checkKey(headers);
    const form = parseForm(method === "GET" ? url.search.slice(1) : body);
    const storeKey = method === "POST" && idempotencyKey ? `${headers.authorization} ${idempotencyKey}` : null;
    const fingerprint = createHash("sha256").update(`${method} ${url.pathname}\n${body}`).digest("hex");
    const saved = storeKey ? replay(standIn, storeKey, fingerprint) : null;
    if (saved) return saved;
    if (storeKey && standIn.keysInUse.has(storeKey)) throw keyInUse();
    const fault = standIn.faults.take(method, url.pathname);
    if (fault) await holdingKey(standIn, storeKey, () => failBefore(fault));
    if (fault?.name === "reset-before") return { status: 0, headers: {}, body: "", isLost: "reset" };
    const answer = work(standIn, method, url.pathname, form, fault);
    const savedAt = standIn.store.nowSeconds();
    if (storeKey) standIn.store.answers.set(storeKey, { fingerprint, status: answer.status, body: answer.body, savedAt });
    standIn.store.save();
    if (fault?.name === "reset-after") return { ...answer, isLost: "reset" };
    return fault?.name === "hang-after" ? { ...answer, isLost: "hang" } : answer;
  } catch (error) {
    if (error instanceof StripeError) return reply(error.status, error.body());
    throw error;
  }
}

/** Errors about parameters are thrown and never stored under the key. Results of work are stored, including a 500 and a declined card. */
function work(standIn: StripeStandIn, method: string, path: string, form: Form, fault: ApiFault | null): ApiAnswer {
  try {
    const { object, events } = runApiCall(standIn, { method, path, form });
    void standIn.webhooks.send(events);
    if (fault?.name === "error-after")
      return reply(fault.status, new StripeError(fault.status, "api_error", "An unknown error occurred").body());
    return reply(200, expanded(standIn.store, object, textsAt(form, "expand")));
  } catch (error) {
    if (error instanceof StripeError && error.type === "card_error") return reply(error.status, error.body());
    throw error;
  }
}

function checkKey(headers: IncomingHttpHeaders): void {
  const key = /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
  // A live key at a stand-in is a mistake that must not look like a success.
  if (!/^(sk|rk)_test_/.test(key)) throw new StripeError(401, "invalid_request_error", `Invalid API Key provided: ${key.slice(0, 8)}***`);
  if (key.includes("invalid")) throw new StripeError(401, "invalid_request_error", "Invalid API Key provided");
}

function replay(standIn: StripeStandIn, storeKey: string, fingerprint: string): ApiAnswer | null {
  const saved = standIn.store.answerUnder(storeKey);
  if (!saved) return null;
  if (saved.fingerprint !== fingerprint)
    throw new StripeError(
      400,
      "idempotency_error",
      "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than the one you used before if you meant to execute a different request.",
    );
  return { status: saved.status, headers: { ...standardHeaders(), "idempotent-replayed": "true" }, body: saved.body };
}

/** Another request with the same key gets a conflict meanwhile. */
async function holdingKey(standIn: StripeStandIn, key: string | null, work: () => Promise<void>): Promise<void> {
  if (key) standIn.keysInUse.add(key);
  await work().finally(() => key && standIn.keysInUse.delete(key));
}

async function failBefore(fault: ApiFault): Promise<void> {
  if (fault.name === "slow") await sleep(fault.ms);
  if (fault.name === "error-before") throw new StripeError(fault.status, "api_error", "An unknown error occurred");
  if (fault.name === "rate-limit") throw new StripeError(429, "rate_limit_error", "Too many requests", { code: "rate_limit" });
  if (fault.name === "conflict") throw keyInUse();
}

function keyInUse(): StripeError {
  const message = "There is currently another in-progress request using this Idempotent Key.";
  return new StripeError(409, "idempotency_error", message, { code: "idempotency_key_in_use" });
}

function reply(status: number, body: unknown): ApiAnswer {
  return { status, headers: standardHeaders(), body: JSON.stringify(body, null, 2) };
}

function standardHeaders(): Record<string, string> {
  return { "content-type": "application/json", "request-id": newId("req"), "stripe-version": API_VERSION };
}

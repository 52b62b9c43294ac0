import { AppError } from "@/lib/errors";
import { authenticateSecret, type Caller } from "@/lib/keys/authenticate";
import type { RequestHeaders } from "@/lib/relay/request";
import { callerSecrets } from "@/lib/wire/caller-secrets";

/** The caller whose key the request carries. Throws `unauthenticated`. */
export async function callerOf(headers: RequestHeaders): Promise<Caller> {
  const [first, second] = callerSecrets(headers);
  if (!first) throw new AppError("unauthenticated", "Send your key as `Authorization: Bearer sk-relais-...` or as `x-api-key`.");
  const caller = (await authenticateSecret(first)) ?? (second ? await authenticateSecret(second) : null);
  if (!caller) throw new AppError("unauthenticated", "This key is not valid: it is unknown, mistyped or revoked.");
  return caller;
}

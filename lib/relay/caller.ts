import { AppError } from "@/lib/errors";
import { authenticateSecret, type Caller } from "@/lib/keys/authenticate";
import { assertUsable } from "@/lib/keys/caller-limits";
import { isManagementSecret } from "@/lib/keys/secret";
import type { RelayRequest } from "@/lib/relay/request";
import { callerSecrets } from "@/lib/wire/caller-secrets";

/** The caller whose key the request carries. Throws `unauthenticated`, and `forbidden` where the key may not be used from. */
export async function callerOf({ headers, remoteAddress }: Pick<RelayRequest, "headers" | "remoteAddress">): Promise<Caller> {
  const [first, second] = callerSecrets(headers);
  if (!first) throw new AppError("unauthenticated", "Send your key as `Authorization: Bearer sk-relais-...` or as `x-api-key`.");
  const caller = (await authenticateSecret(first)) ?? (second ? await authenticateSecret(second) : null);
  if (!caller) throw strangerTo(first, second);
  assertUsable(caller, remoteAddress, Date.now());
  return caller;
}

function strangerTo(...secrets: (string | undefined)[]): AppError {
  if (!secrets.some((each) => each && isManagementSecret(each))) {
    return new AppError("unauthenticated", "This key is not valid: it is unknown, mistyped or revoked.");
  }
  const message =
    "This is a management key: it manages keys at /api/v1/keys and does nothing else. Use an ordinary key. Nothing was charged.";
  return new AppError("forbidden", message);
}

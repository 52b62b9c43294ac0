import { AppError } from "@/lib/errors";
import { authenticateSecret, type Caller } from "@/lib/keys/authenticate";
import { assertUsable } from "@/lib/keys/caller-limits";
import { isManagementSecret } from "@/lib/keys/secret";
import type { RelayRequest } from "@/lib/relay/request";
import { callerSecrets } from "@/lib/wire/caller-secrets";

type Sender = Pick<RelayRequest, "headers" | "remoteAddress">;

/** The caller whose key the request carries; a promise only where it is not known yet. Throws `unauthenticated`, and `forbidden` where the key may not be used from. */
export function callerOf(request: Sender): Caller | Promise<Caller> {
  const [first, second] = callerSecrets(request.headers);
  if (!first) throw new AppError("unauthenticated", "Send your key as `Authorization: Bearer sk-relais-...` or as `x-api-key`.");
  const caller = authenticateSecret(first);
  return caller instanceof Promise || !caller ? readCaller(request, caller, second) : usable(request, caller);
}

async function readCaller(request: Sender, first: Promise<Caller | null> | null, second: string | undefined): Promise<Caller> {
  const caller = (await first) ?? (second ? await authenticateSecret(second) : null);
  if (!caller) throw new AppError("unauthenticated", "This key is not valid: it is unknown, mistyped or revoked.");
  return usable(request, caller);
}

function usable(request: Sender, caller: Caller): Caller {
  // Only a key with limits makes the socket tell its address.
  if (caller.limits) assertUsable(caller, request.remoteAddress, Date.now());
  return caller;
}

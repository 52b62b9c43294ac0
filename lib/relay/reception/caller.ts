import { AppError } from "@/lib/basics/errors";
import { authenticateSecret, type Caller } from "@/lib/keys/authenticate-key";
import { assertUsable } from "@/lib/keys/caller-limits";
import { isManagementSecret } from "@/lib/keys/secret";
import type { RelayRequest } from "@/lib/relay/call/request";
import { callerSecrets } from "@/lib/wire/caller-secrets";

type Sender = Pick<RelayRequest, "headers" | "remoteAddress">;

/** The caller of the request's key; a promise only if it is not cached. Throws `unauthenticated`, or `forbidden` for a wrong address. */
export function callerOf(request: Sender): Caller | Promise<Caller> {
  const [first, second] = callerSecrets(request.headers);
  if (!first) throw new AppError("unauthenticated", "Send your key as `Authorization: Bearer sk-relais-...` or as `x-api-key`.");
  const caller = authenticateSecret(first);
  return caller instanceof Promise || !caller ? readCaller(request, caller, [first, second]) : usable(request, caller);
}

async function readCaller(request: Sender, known: Promise<Caller | null> | null, secrets: (string | undefined)[]): Promise<Caller> {
  const second = secrets[1];
  const caller = (await known) ?? (second ? await authenticateSecret(second) : null);
  if (!caller) throw strangerTo(secrets);
  return usable(request, caller);
}

function strangerTo(secrets: (string | undefined)[]): AppError {
  if (!secrets.some((each) => each && isManagementSecret(each))) {
    return new AppError("unauthenticated", "This key is not valid: it is unknown, mistyped or revoked.");
  }
  const message =
    "This is a management key: it manages keys at /api/v1/keys and does nothing else. Use an ordinary key. Nothing was charged.";
  return new AppError("forbidden", message);
}

function usable(request: Sender, caller: Caller): Caller {
  // The socket's address is read only for a key with limits.
  if (caller.limits) assertUsable(caller, request.remoteAddress, Date.now());
  return caller;
}

import "server-only";
import { CredentialsRefused } from "@/lib/upstreams/cloud-upstream";
import { type AccessToken, isRefusalStatus } from "@/lib/upstreams/vertex/service-account";

// Google's own caches end five minutes before the token does.
const LIBRARY_KEEPS_SECONDS = 120;
/** As long as a service account's token may take. The library itself would wait for a silent metadata server without a limit. */
const WITHIN_MS = 15_000;

/** The beginning of the library's errors when no request was possible: no credentials, or an unusable file. */
const UNUSABLE = /^(Could not load the default credentials|Unable to read the credential file|The incoming JSON object|The file at )/;

let defaultAuth: { getAccessToken(): Promise<string | null | undefined> } | null = null;

/**
 * A token by the machine's own identity. The library is loaded with the first call that needs it, because otherwise every process would pay
 * its memory and its 190 ms. Rejects with CredentialsRefused where waiting would not help.
 */
export async function defaultToken(withinMs = WITHIN_MS): Promise<AccessToken> {
  const { GoogleAuth } = await import("google-auth-library");
  defaultAuth ??= new GoogleAuth({ scopes: "https://www.googleapis.com/auth/cloud-platform" });
  const token = await inTime(defaultAuth.getAccessToken(), withinMs).catch((error: Error) => {
    // A cached failed search would fail for ever.
    forgetDefaultToken();
    const message = `Google's application default credentials: ${error.message}`;
    throw isRefusal(error) ? new CredentialsRefused(message, { cause: error }) : new Error(message, { cause: error });
  });
  if (!token) throw new CredentialsRefused("Google's application default credentials gave no token.");
  return { token, expiresInSeconds: LIBRARY_KEEPS_SECONDS };
}

async function inTime<Result>(work: Promise<Result>, withinMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${withinMs / 1_000} seconds`)), withinMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** The library also caches a token: without this it would return a refused one once more. */
export function forgetDefaultToken(): void {
  defaultAuth = null;
}

/** A metadata server that is busy, slow or unreachable does not mean that the account is refused. */
function isRefusal(error: Error & { status?: unknown; code?: unknown }): boolean {
  if (typeof error.status === "number") return isRefusalStatus(error.status);
  return error instanceof SyntaxError || UNUSABLE.test(error.message) || String(error.code).startsWith("ERR_OSSL");
}

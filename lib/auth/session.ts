import "server-only";
import { cookies } from "next/headers";
import { decodeSession, encodeSession, SESSION_LIFETIME_SECONDS, type SessionClaims, sessionCookie } from "@/lib/auth/session-token";

/** Signs the browser of the running action in. */
export async function startSession(claims: SessionClaims): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, await encodeSession(claims), { ...options, maxAge: SESSION_LIFETIME_SECONDS });
}

/** Whose browser the running request comes from, as its cookie says; null without one that can be read. */
export async function sessionClaims(): Promise<SessionClaims | null> {
  return decodeSession((await cookies()).get(sessionCookie().name)?.value);
}

/** Takes the cookie from this one browser. A copy of it elsewhere is ended by `signOut`. */
export async function endSession(): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}

import "server-only";
import { cookies } from "next/headers";
import { sessionCookie } from "@/lib/auth/session-cookie";
import { decodeSession, encodeSession, SESSION_LIFETIME_SECONDS, type SessionClaims } from "@/lib/auth/session-token";

/** Signs in the browser of the current action. */
export async function startSession(claims: SessionClaims): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, await encodeSession(claims), { ...options, maxAge: SESSION_LIFETIME_SECONDS });
}

/** The claims in the cookie of the current request; null without a readable cookie. */
export async function sessionClaims(): Promise<SessionClaims | null> {
  return decodeSession((await cookies()).get(sessionCookie().name)?.value);
}

/** Whether the browser has been signed in: for pages that are the same for everybody, where only a link differs. It proves nothing. */
export async function hasSessionCookie(): Promise<boolean> {
  return (await cookies()).has(sessionCookie().name);
}

/** Deletes the cookie in this one browser. `signOut` also ends its copies elsewhere. */
export async function endSession(): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}

import "server-only";
import { cookies } from "next/headers";
import { encodeSession, SESSION_LIFETIME_SECONDS, type SessionClaims, sessionCookie } from "@/lib/auth/session-token";

/** Signs the browser of the running action in. */
export async function startSession(claims: SessionClaims): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, await encodeSession(claims), { ...options, maxAge: SESSION_LIFETIME_SECONDS });
}

/** Signs this one browser out. */
export async function endSession(): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}

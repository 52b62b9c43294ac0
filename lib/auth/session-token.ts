import "server-only";
import { decode, encode } from "next-auth/jwt";
import { newId } from "@/lib/basics/ids";
import { env } from "@/lib/platform/env";

/**
 * The content of a session cookie: the person, their session version when it was made, and the id of the session. The id
 * stays the same from the session's first cookie on.
 */
export type SessionClaims = { userId: string; sessionVersion: number; sessionId?: string };

export const SESSION_LIFETIME_SECONDS = 30 * 24 * 60 * 60;

/** next-auth's own encrypted token, so that its routes and our actions read each other's sessions. */
export async function encodeSession(claims: SessionClaims): Promise<string> {
  return encode({
    token: { sub: claims.userId, sessionVersion: claims.sessionVersion, sid: claims.sessionId ?? newId() },
    secret: env.NEXTAUTH_SECRET,
    maxAge: SESSION_LIFETIME_SECONDS,
  });
}

/** Null if the token is missing, altered, expired or made with another secret. */
export async function decodeSession(token: string | undefined): Promise<SessionClaims | null> {
  if (!token) return null;
  const payload = await decode({ token, secret: env.NEXTAUTH_SECRET }).catch(() => null);
  return claimsOf(payload ?? {});
}

/** The claims in a token's payload; null if one is missing. */
export function claimsOf({ sub, sessionVersion, sid }: Record<string, unknown>): SessionClaims | null {
  if (typeof sub !== "string" || typeof sessionVersion !== "number" || typeof sid !== "string") return null;
  return { userId: sub, sessionVersion, sessionId: sid };
}

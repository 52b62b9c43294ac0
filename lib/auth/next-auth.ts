import "server-only";
import type { NextRequest } from "next/server";
import NextAuth, { type AuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { addressFromFrontDoor } from "@/lib/auth/front-door";
import { providerConfigs, verifiedEmailOf } from "@/lib/auth/providers";
import { UNKNOWN_ADDRESS } from "@/lib/auth/remote-address";
import { RETURN_PATH_COOKIE, safeReturnPath } from "@/lib/auth/return-path";
import { sessionCookie } from "@/lib/auth/session-cookie";
import { claimsOf, SESSION_LIFETIME_SECONDS, type SessionClaims } from "@/lib/auth/session-token";
import { readSessionUser } from "@/lib/auth/session-user";
import { newId } from "@/lib/basics/ids";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";

/** Steps that take several modules, which this one may not import. The route passes them in. */
export type SignInFlows = {
  withPassword(form: { email: string; password: string; remoteAddress: string }): Promise<SessionClaims | null>;
  /** A text is the reason why nobody is signed in. */
  withProvider(profile: ProvidedIdentity): Promise<SessionClaims | "unverified_email" | "too_many_sign_ups">;
  signedOut(session: SessionClaims): Promise<void>;
};

type ProvidedIdentity = { provider: string; providerAccountId: string; verifiedEmail: string | null };
type RouteContext = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own routes: sign-in through GitHub and Google, and the standard routes for programs that know next-auth. */
export function nextAuthHandler(flows: SignInFlows) {
  return async (request: NextRequest, context: RouteContext): Promise<Response> => {
    // Derived from the one configured address: a second variable could only contradict it.
    process.env.NEXTAUTH_URL = env.RELAIS_PUBLIC_URL;
    return NextAuth(request as never, context as never, nextAuthOptions(flows));
  };
}

export function nextAuthOptions(flows: SignInFlows): AuthOptions {
  return {
    providers: [passwordProvider(flows), ...providerConfigs()],
    secret: env.NEXTAUTH_SECRET,
    session: { strategy: "jwt", maxAge: SESSION_LIFETIME_SECONDS },
    cookies: { sessionToken: sessionCookie(), callbackUrl: { ...sessionCookie(), name: RETURN_PATH_COOKIE } },
    pages: { signIn: "/sign-in", signOut: "/sign-out", error: "/sign-in" },
    callbacks: {
      redirect: ({ url }) => new URL(safeReturnPath(url), env.RELAIS_PUBLIC_URL).href,
      async signIn({ user, account, profile }) {
        if (account?.type !== "oauth") return true;
        const { provider, providerAccountId } = account;
        const session = await flows.withProvider({
          provider,
          providerAccountId,
          verifiedEmail: verifiedEmailOf(provider, { ...profile }),
        });
        if (typeof session === "string") return `/sign-in?error=${session}`;
        // next-auth passes this same object to `jwt`.
        Object.assign(user, userOf(session));
        return true;
      },
      async jwt({ token, user }) {
        if (user) return { sub: user.id, sessionVersion: (user as SessionUser).sessionVersion, sid: newId() };
        const claims = claimsOf(token);
        // If this callback throws, next-auth clears the session's cookie.
        if (!claims || !(await readSessionUser(claims))) throw new Error("the session was ended");
        return { sub: claims.userId, sessionVersion: claims.sessionVersion, sid: claims.sessionId };
      },
      session: ({ session, token }) => ({ expires: session.expires, user: { id: token.sub } as { name?: string } }),
    },
    events: {
      async signOut({ token }) {
        const claims = claimsOf(token);
        if (claims) await flows.signedOut(claims);
      },
    },
    logger: {
      error: (code, metadata) =>
        log.warn(
          { event: "auth.provider_refused", code, reason: metadata instanceof Error ? metadata.message : undefined },
          "next-auth refused",
        ),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}

type SessionUser = { id: string; sessionVersion: number };

function passwordProvider(flows: SignInFlows) {
  return Credentials({
    credentials: { email: { type: "email" }, password: { type: "password" } },
    async authorize(credentials, request) {
      const { email, password } = credentials ?? {};
      if (!email || !password) return null;
      const session = await flows.withPassword({
        email: email.trim().toLowerCase(),
        password,
        remoteAddress: addressFromFrontDoor((name) => request.headers?.[name]) ?? UNKNOWN_ADDRESS,
      });
      return session && userOf(session);
    },
  });
}

function userOf(session: SessionClaims): SessionUser {
  return { id: session.userId, sessionVersion: session.sessionVersion };
}

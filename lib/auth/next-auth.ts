import "server-only";
import type { NextRequest } from "next/server";
import NextAuth, { type AuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { addressFromFrontDoor } from "@/lib/auth/front-door";
import { providerConfigs, verifiedEmailOf } from "@/lib/auth/providers";
import { UNKNOWN_ADDRESS } from "@/lib/auth/remote-address";
import { RETURN_PATH_COOKIE, safeReturnPath } from "@/lib/auth/return-path";
import { SESSION_LIFETIME_SECONDS, type SessionClaims, sessionCookie } from "@/lib/auth/session-token";
import { readSessionUser } from "@/lib/auth/session-user";
import { env } from "@/lib/env";
import { log } from "@/lib/log";

/** What a room cannot do itself, since it takes several: given by the route. */
export type SignInStories = {
  withPassword(form: { email: string; password: string; remoteAddress: string }): Promise<SessionClaims | null>;
  withProvider(profile: { provider: string; providerAccountId: string; verifiedEmail: string | null }): Promise<SessionClaims | null>;
};

type RouteContext = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own routes: sign-in through GitHub and Google, and the standard ways for programs that know next-auth. */
export function nextAuthHandler(stories: SignInStories) {
  return async (request: NextRequest, context: RouteContext): Promise<Response> => {
    // The one address that is configured; a second variable could only differ from it.
    process.env.NEXTAUTH_URL = env.RELAIS_PUBLIC_URL;
    return NextAuth(request as never, context as never, nextAuthOptions(stories));
  };
}

export function nextAuthOptions(stories: SignInStories): AuthOptions {
  return {
    providers: [passwordProvider(stories), ...providerConfigs()],
    secret: env.NEXTAUTH_SECRET,
    session: { strategy: "jwt", maxAge: SESSION_LIFETIME_SECONDS },
    cookies: { sessionToken: sessionCookie(), callbackUrl: { ...sessionCookie(), name: RETURN_PATH_COOKIE } },
    pages: { signIn: "/sign-in", signOut: "/sign-out", error: "/sign-in" },
    callbacks: {
      redirect: ({ url }) => new URL(safeReturnPath(url), env.RELAIS_PUBLIC_URL).href,
      async signIn({ user, account, profile }) {
        if (account?.type !== "oauth") return true;
        const { provider, providerAccountId } = account;
        const session = await stories.withProvider({
          provider,
          providerAccountId,
          verifiedEmail: verifiedEmailOf(provider, { ...profile }),
        });
        if (!session) return "/sign-in?error=unverified_email";
        // next-auth hands this very object on to `jwt`.
        Object.assign(user, userOf(session));
        return true;
      },
      async jwt({ token, user }) {
        if (user) return { sub: user.id, sessionVersion: (user as SessionUser).sessionVersion };
        const isLive = await readSessionUser({ userId: String(token.sub), sessionVersion: Number(token.sessionVersion) });
        // next-auth clears the cookie of a session whose callback throws.
        if (!isLive) throw new Error("the session was ended");
        return { sub: token.sub, sessionVersion: token.sessionVersion };
      },
      session: ({ session, token }) => ({ expires: session.expires, user: { id: token.sub } as { name?: string } }),
    },
    logger: {
      error: (code, metadata) => log.warn({ code, reason: metadata instanceof Error ? metadata.message : undefined }, "next-auth refused"),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}

type SessionUser = { id: string; sessionVersion: number };

function passwordProvider(stories: SignInStories) {
  return Credentials({
    credentials: { email: { type: "email" }, password: { type: "password" } },
    async authorize(credentials, request) {
      const { email, password } = credentials ?? {};
      if (!email || !password) return null;
      const session = await stories.withPassword({
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

import "server-only";
import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { requireSameOrigin } from "@/lib/auth/same-origin";
import { decodeSession, sessionCookie } from "@/lib/auth/session-token";
import { type CurrentUser, type CurrentWorkspace, readSessionUser } from "@/lib/auth/session-user";

export type { CurrentUser, CurrentWorkspace } from "@/lib/auth/session-user";

/** Who is signed in, read once per request; null when nobody is. */
export const currentUser = cache(async (): Promise<CurrentUser | null> => {
  const claims = await decodeSession((await cookies()).get(sessionCookie().name)?.value);
  return claims && readSessionUser(claims);
});

/** Who is signed in. Sends everybody else to the sign-in page, and back to `returnTo` afterwards. */
export async function requireUser(returnTo?: string): Promise<CurrentUser> {
  const user = await currentUser();
  if (!user) redirect(returnTo ? `/sign-in?next=${encodeURIComponent(returnTo)}` : "/sign-in");
  return user;
}

/** The signed-in admin. To everybody else the page does not exist. */
export async function requireAdmin(): Promise<CurrentUser> {
  const user = await requireUser();
  if (user.role !== "admin") notFound();
  return user;
}

/** The workspace that the signed-in person works in; sends everybody else to the sign-in page. */
export async function currentWorkspace(): Promise<CurrentWorkspace> {
  return (await requireUser()).workspace;
}

/** For server actions and route handlers that change something: a signed-in person, and a request from our own pages. */
export async function requireActor(): Promise<CurrentUser> {
  await requireSameOrigin();
  return requireUser();
}

/** The same for admin actions. */
export async function requireAdminActor(): Promise<CurrentUser> {
  await requireSameOrigin();
  return requireAdmin();
}

import "server-only";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { PAGE_PATH_HEADER, signInPath } from "@/lib/auth/return-path";
import { requireSameOrigin } from "@/lib/auth/same-origin";
import { sessionClaims } from "@/lib/auth/session";
import { type CurrentUser, type CurrentWorkspace, readSessionUser } from "@/lib/auth/session-user";

export type { CurrentUser, CurrentWorkspace } from "@/lib/auth/session-user";

/** Who is signed in, read once per request; null when nobody is. */
export const currentUser = cache(async (): Promise<CurrentUser | null> => {
  const claims = await sessionClaims();
  return claims && readSessionUser(claims);
});

/** Who is signed in. Sends everybody else to the sign-in page, and back to the page that they asked for afterwards. */
export async function requireUser(): Promise<CurrentUser> {
  const user = await currentUser();
  if (!user) redirect(signInPath((await headers()).get(PAGE_PATH_HEADER)));
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

/** For server actions of buttons: a signed-in person, and a request from our own pages. */
export async function requireActor(): Promise<CurrentUser> {
  await requireSameOrigin();
  return requireUser();
}

/** For server actions of forms that somebody types into: null where the session has ended, so that the form can say so. */
export async function formActor(): Promise<CurrentUser | null> {
  await requireSameOrigin();
  return currentUser();
}

/** The same for admin actions. */
export async function adminFormActor(): Promise<CurrentUser | null> {
  const user = await formActor();
  if (user && user.role !== "admin") notFound();
  return user;
}

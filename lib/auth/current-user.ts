import "server-only";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { PAGE_PATH_HEADER, signInPath } from "@/lib/auth/return-path";
import { requireSameOrigin } from "@/lib/auth/same-origin";
import { sessionClaims } from "@/lib/auth/session";
import { type CurrentUser, type CurrentWorkspace, readSessionUser } from "@/lib/auth/session-user";

export type { CurrentUser, CurrentWorkspace } from "@/lib/auth/session-user";

/** The signed-in person, read once per request; null if there is none. */
export const currentUser = cache(async (): Promise<CurrentUser | null> => {
  const claims = await sessionClaims();
  return claims && readSessionUser(claims);
});

/** The signed-in person. Others are redirected to the sign-in page, and afterwards back to the page that they asked for. */
export async function requireUser(): Promise<CurrentUser> {
  const user = await currentUser();
  if (!user) redirect(signInPath((await headers()).get(PAGE_PATH_HEADER)));
  return user;
}

/** The signed-in admin. Everybody else gets a 404. */
export async function requireAdmin(): Promise<CurrentUser> {
  const user = await requireUser();
  if (user.role !== "admin") notFound();
  return user;
}

/** The workspace of the signed-in person. Others are redirected to the sign-in page. */
export async function currentWorkspace(): Promise<CurrentWorkspace> {
  return (await requireUser()).workspace;
}

/** For server actions of buttons: requires a signed-in person and a request from our own pages. */
export async function requireActor(): Promise<CurrentUser> {
  await requireSameOrigin();
  return requireUser();
}

/** For server actions of forms with typed text: null if the session has ended, so that the form can say so. */
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

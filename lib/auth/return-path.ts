import { env } from "@/lib/platform/env";

const START = "/overview";

/** Which page is asked for, with its query: written by proxy.ts for every page, whatever a client sends. */
export const PAGE_PATH_HEADER = "x-relais-page";

/** Where next-auth keeps the page to come back to while somebody signs in at GitHub or Google. */
export const RETURN_PATH_COOKIE = "relais-return-path";

/** The sign-in page, which leads back to `page` afterwards. */
export function signInPath(page: string | null, form: "sign-in" | "sign-up" = "sign-in"): string {
  const next = safeReturnPath(page);
  return next === START ? `/${form}` : `/${form}?next=${encodeURIComponent(next)}`;
}

/** Where to go after signing in: a path of ours, or the overview for anything that could lead elsewhere. */
export function safeReturnPath(text: unknown): string {
  return ownPath(text) ?? START;
}

/**
 * The path, query and fragment of a page of ours, out of a path or an absolute address below `publicUrl`; null for everything
 * else. A browser reads the answer as it is read here: what is sent on is not the text that came, but what was understood of it.
 */
export function ownPath(text: unknown, publicUrl: string = env.RELAIS_PUBLIC_URL): string | null {
  const { origin } = new URL(publicUrl);
  if (typeof text !== "string" || !URL.canParse(text, origin)) return null;
  if (!text.startsWith("/") && !`${text}/`.startsWith(`${origin}/`)) return null;
  const { pathname, search, hash, origin: named, username, password } = new URL(text, origin);
  if (named !== origin || username !== "" || password !== "") return null;
  // "/.//evil.example" is ours while it is read, but what it is written as leads elsewhere: all our paths begin with a letter.
  if (!/^\/($|[\w-])/.test(pathname)) return null;
  return `${pathname}${search}${hash}`;
}

import { env } from "@/lib/platform/env";

const START = "/overview";

/** The requested page with its query. proxy.ts sets it for every page, and overwrites what a client sends. */
export const PAGE_PATH_HEADER = "x-relais-page";

/** Stores the page to return to while somebody signs in at GitHub or Google. */
export const RETURN_PATH_COOKIE = "relais-return-path";

/** The path of the sign-in page that leads back to `page` afterwards. */
export function signInPath(page: string | null, form: "sign-in" | "sign-up" = "sign-in"): string {
  const next = safeReturnPath(page);
  return next === START ? `/${form}` : `/${form}?next=${encodeURIComponent(next)}`;
}

/** Where to go after signing in: a path of ours, or the overview for anything that could lead elsewhere. */
export function safeReturnPath(text: unknown): string {
  return ownPath(text) ?? START;
}

/**
 * The path, query and fragment of one of our pages, from a path or an absolute address below `publicUrl`; null for everything
 * else. The result is the parsed address, not the original text, so that a browser understands it in the same way.
 */
export function ownPath(text: unknown, publicUrl: string = env.RELAIS_PUBLIC_URL): string | null {
  const { origin } = new URL(publicUrl);
  if (typeof text !== "string" || !URL.canParse(text, origin)) return null;
  if (!text.startsWith("/") && !`${text}/`.startsWith(`${origin}/`)) return null;
  const { pathname, search, hash, origin: named, username, password } = new URL(text, origin);
  if (named !== origin || username !== "" || password !== "") return null;
  // "/.//evil.example" parses as ours, but its parsed path leads elsewhere. All our paths begin with a letter.
  if (!/^\/($|[\w-])/.test(pathname)) return null;
  return `${pathname}${search}${hash}`;
}

import "server-only";
import { headers } from "next/headers";
import { AppError } from "@/lib/basics/errors";
import { env } from "@/lib/platform/env";

/** Throws `forbidden` unless the current request comes from one of our pages. Next itself accepts a missing Origin. */
export async function requireSameOrigin(): Promise<void> {
  if (!isSameOrigin(await headers(), env.RELAIS_PUBLIC_URL)) {
    throw new AppError("forbidden", "This request did not come from a page of this site. Nothing was changed.");
  }
}

/**
 * An Origin must be the public address or the host that the browser asked for (never X-Forwarded-Host, which a caller can
 * set). A request without Origin passes only if the browser itself says that it is same-origin.
 */
export function isSameOrigin(requestHeaders: { get(name: string): string | null }, publicUrl: string): boolean {
  const origin = requestHeaders.get("origin");
  if (origin === null) return requestHeaders.get("sec-fetch-site") === "same-origin";
  if (origin === new URL(publicUrl).origin) return true;
  return URL.canParse(origin) && new URL(origin).host === requestHeaders.get("host");
}

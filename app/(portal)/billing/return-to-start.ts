import "server-only";
import { cookies } from "next/headers";
import { isUuid } from "@/lib/basics/ids";
import { env } from "@/lib/platform/env";

const COOKIE = "relais-start-top-up";
const DAY_SECONDS = 86_400;

/** Stripe returns everybody to the top-up's own page. This browser then goes on to Start, where the top-up was begun. */
export async function returnToStart(topUpId: string): Promise<void> {
  const isSecure = env.RELAIS_PUBLIC_URL.startsWith("https:");
  (await cookies()).set(COOKIE, topUpId, {
    path: "/billing/return",
    httpOnly: true,
    sameSite: "lax",
    secure: isSecure,
    maxAge: DAY_SECONDS,
  });
}

/** The address in Start of a top-up that was begun there; null for any other. */
export async function startPathOf(topUpId: string, query: string): Promise<string | null> {
  const begun = (await cookies()).get(COOKIE)?.value;
  return begun !== undefined && begun === topUpId && isUuid(topUpId) ? `/overview?topup=${topUpId}${query}` : null;
}

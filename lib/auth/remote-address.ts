import "server-only";
import { headers } from "next/headers";

/** Where the running request comes from. The front door writes this header itself and drops what a caller claims. */
export async function remoteAddress(): Promise<string> {
  return firstAddress((await headers()).get("x-forwarded-for"));
}

export function firstAddress(forwardedFor: string | null | undefined): string {
  return forwardedFor?.split(",")[0]?.trim() || "unknown";
}

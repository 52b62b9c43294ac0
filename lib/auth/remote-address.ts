import "server-only";
import { headers } from "next/headers";
import { addressFromFrontDoor } from "@/lib/auth/front-door";

/** What stands for the address of a request that came past the front door: limits by network do not apply to it. */
export const UNKNOWN_ADDRESS = "unknown";

/** Where the running request comes from. */
export async function remoteAddress(): Promise<string> {
  const sent = await headers();
  return addressFromFrontDoor((name) => sent.get(name)) ?? UNKNOWN_ADDRESS;
}

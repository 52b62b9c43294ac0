import "server-only";
import { headers } from "next/headers";
import { addressFromFrontDoor } from "@/lib/auth/front-door";

/** The address of a request that did not come through the front door. Limits by network do not apply to it. */
export const UNKNOWN_ADDRESS = "unknown";

/** The client's address of the current request. */
export async function remoteAddress(): Promise<string> {
  const sent = await headers();
  return addressFromFrontDoor((name) => sent.get(name)) ?? UNKNOWN_ADDRESS;
}

import "server-only";
import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/platform/env";

/** This header proves to the portal that a request comes from a front door, so that its other headers can be trusted. */
export const FRONT_DOOR_HEADER = "x-relais-front-door";

let derived: string | undefined;

/** The secret that front doors and portal share: configured, or derived from the secret that both have. */
export function frontDoorSecret(): string {
  derived ??= env.FRONT_DOOR_SECRET ?? createHmac("sha256", env.NEXTAUTH_SECRET).update("front door").digest("base64url");
  return derived;
}

/** The client's address as the front door reports it. Null without a front door, since anybody can write such a header. */
export function addressFromFrontDoor(header: (name: string) => string | null | undefined): string | null {
  const expected = Buffer.from(frontDoorSecret());
  const given = Buffer.from(header(FRONT_DOOR_HEADER) ?? "");
  if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected)) return null;
  return header("x-forwarded-for")?.trim() || null;
}

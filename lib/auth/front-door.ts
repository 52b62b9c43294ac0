import "server-only";
import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/platform/env";

/** By what it carries the portal knows that a request comes from a front door, whose other headers can be believed. */
export const FRONT_DOOR_HEADER = "x-relais-front-door";

let derived: string | undefined;

/** What front doors and portal share: configured, or else derived from the secret that both have. */
export function frontDoorSecret(): string {
  derived ??= env.FRONT_DOOR_SECRET ?? createHmac("sha256", env.NEXTAUTH_SECRET).update("front door").digest("base64url");
  return derived;
}

/** Where a request comes from, as the front door says; null when no front door says it, since anybody can write such a header. */
export function addressFromFrontDoor(header: (name: string) => string | null | undefined): string | null {
  const expected = Buffer.from(frontDoorSecret());
  const given = Buffer.from(header(FRONT_DOOR_HEADER) ?? "");
  if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected)) return null;
  return header("x-forwarded-for")?.trim() || null;
}

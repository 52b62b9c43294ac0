import { expect, test } from "vitest";
import { addressFromFrontDoor, FRONT_DOOR_HEADER, frontDoorSecret } from "@/lib/auth/front-door";

const from = (headers: Record<string, string>) => addressFromFrontDoor((name) => headers[name]);

test("an address is believed with the secret of the front door, and with nothing else", () => {
  const claim = { "x-forwarded-for": "192.0.2.1" };
  expect(from({ ...claim, [FRONT_DOOR_HEADER]: frontDoorSecret() })).toBe("192.0.2.1");
  expect(from(claim)).toBeNull();
  expect(from({ ...claim, [FRONT_DOOR_HEADER]: "" })).toBeNull();
  expect(from({ ...claim, [FRONT_DOOR_HEADER]: "x".repeat(frontDoorSecret().length) })).toBeNull();
  expect(from({ ...claim, [FRONT_DOOR_HEADER]: `${frontDoorSecret()}x` })).toBeNull();
  expect(from({ [FRONT_DOOR_HEADER]: frontDoorSecret() })).toBeNull();
});

test("the secret does not give away the one that it comes from", () => {
  expect(frontDoorSecret()).not.toContain(process.env.NEXTAUTH_SECRET);
  expect(frontDoorSecret().length).toBeGreaterThanOrEqual(32);
});

import "@/lib/throttle/testing/absent-redis-environment";
import { afterAll, expect, test } from "vitest";
import { env } from "@/lib/platform/env";
import { redis } from "@/lib/platform/redis";
import { countAttempt } from "@/lib/throttle/attempts";
import { countSignUp } from "@/lib/throttle/sign-ups";

afterAll(() => redis(env.REDIS_URL ?? "").disconnect());

test("while Redis is away nobody is locked out, and each process counts by itself", async () => {
  const subject = { remoteAddress: "192.0.2.1", email: "ada@example.test" };
  const attempts = [];
  for (let n = 0; n < 7; n++) attempts.push((await countAttempt("sign_in", subject)).kind);
  expect(attempts).toEqual([...Array(6).fill("allowed"), "wait"]);
  const signUps = [];
  for (let n = 0; n <= env.RELAIS_SIGN_UPS_PER_HOUR; n++) signUps.push((await countSignUp("192.0.2.1")).kind);
  expect(signUps).toEqual([...Array(env.RELAIS_SIGN_UPS_PER_HOUR).fill("allowed"), "wait"]);
});

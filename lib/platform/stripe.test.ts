import { expect, test } from "vitest";
import { openStripe } from "@/lib/platform/stripe";

test.each(["sk_live_real", "rk_live_real"])("the live key %s never talks to a stand-in", (key) => {
  expect(() => openStripe(key, "http://127.0.0.1:4010")).toThrow("live");
  expect(openStripe(key).getConstant("DEFAULT_HOST")).toBe("api.stripe.com");
});

test("a test key talks to the stand-in whose address is given", async () => {
  const port = 9; // Nothing listens there.
  await expect(openStripe("sk_test_x", `http://127.0.0.1:${port}`).balance.retrieve({}, { maxNetworkRetries: 0 })).rejects.toThrow(
    /127\.0\.0\.1:9|ECONNREFUSED|connection/i,
  );
});

test("without a key nothing is sold, and the error says so", () => {
  expect(() => openStripe(undefined)).toThrow("not set up");
});

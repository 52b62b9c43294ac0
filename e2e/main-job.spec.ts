import { expect, test } from "./manner";
import { createKey, newPerson, rowsOf, signIn, signUp, topUp } from "./steps";

test("the main job: sign up, top up, make a key, call, be charged to the nano-dollar, see it", async ({ page, request }) => {
  await signUp(page);
  await topUp(page, "20");
  const secret = await createKey(page, "First");

  const answer = await request.post("/api/v1/chat/completions", {
    headers: { authorization: `Bearer ${secret}` },
    data: { model: "claude-sonnet-4-6", messages: [{ role: "user", content: "Hello, Claude!" }] },
  });
  expect(answer.status()).toBe(200);
  const { usage } = await answer.json();
  const charge = answer.headers()["x-relais-charge"] ?? "";
  // Sonnet 4: $3 in and $15 out per million tokens are 3,000 and 15,000 nano-dollars a token.
  const chargeNano = BigInt(usage.prompt_tokens) * 3_000n + BigInt(usage.completion_tokens) * 15_000n;
  expect(nano(charge)).toBe(chargeNano);
  expect(nano(answer.headers()["x-relais-balance"] ?? "")).toBe(20_000_000_000n - chargeNano);

  const balance = await (await request.get("/api/v1/balance", { headers: { authorization: `Bearer ${secret}` } })).json();
  expect(nano(balance.available)).toBe(20_000_000_000n - chargeNano);
  expect(nano(balance.held)).toBe(0n);

  await page.goto("/overview");
  await expect(page.getByTestId("balance-available")).toContainText("19.99");
  await page.goto("/usage");
  await page.locator('a[href*="/calls/"]').filter({ visible: true }).first().click();
  await page.waitForURL("**/calls/**");
  await expect(page.locator("main")).toContainText(charge);
  await expect(page.locator("main")).toContainText("claude-sonnet-4-6");
});

test("after signing out and in again everything is as before", async ({ page, browser }) => {
  const person = await signUp(page, newPerson());
  await createKey(page, "Kept");
  const other = await browser.newPage();
  await signIn(other, person);
  await other.goto("/keys");
  await expect(rowsOf(other, "Kept")).toBeVisible();
  await other.close();
});

test("a revoked key is refused within a second", async ({ page, request }) => {
  await signUp(page);
  const secret = await createKey(page, "Lost");
  const call = () => request.get("/api/v1/balance", { headers: { authorization: `Bearer ${secret}` } });
  expect((await call()).status()).toBe(200);
  await page.goto("/keys");
  await page.getByRole("button", { name: "Revoke" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect.poll(async () => (await call()).status(), { timeout: 10_000, intervals: [50] }).toBe(401);
});

/** Nano-dollars of exact decimal text. */
function nano(dollars: string): bigint {
  const [whole = "0", fraction = ""] = dollars.replace("$", "").split(".");
  return BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"));
}

import { expect, test } from "./manner";
import { admin, signIn, signUp, topUp } from "./steps";

test("an owner gets back what is unused of a payment, once, and an admin sees the rule", async ({ page, browser }) => {
  await signUp(page);
  await topUp(page, "20");
  await page.goto("/billing");
  await page.getByText("Get money back").click();
  await page.getByRole("button", { name: /^Refund what is unused of \$20\.00/ }).click();
  // Nothing is left to give back, so the payment's line says what happened in place of the form.
  await expect(page.getByText("Refund of $20.00")).toBeVisible();
  await expect(page.getByTestId("balance-available").first()).toContainText("0.00");
  // The worker has asked Stripe, and Stripe has answered.
  await expect(async () => {
    await page.goto("/billing");
    await expect(page.getByText("Sent back")).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByRole("button", { name: /^Refund what is unused/ })).toHaveCount(0);

  const desk = await (await browser.newContext({ baseURL: process.env.E2E_BASE_URL ?? "" })).newPage();
  await signIn(desk, admin());
  await desk.goto("/admin/payments");
  await expect(desk.getByLabel("Days after the payment")).toHaveValue("14");
  await desk.context().close();
});

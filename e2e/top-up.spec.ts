import { expect, test } from "./manner";
import { signUp, topUp } from "./steps";

test("a declined card costs nothing and says so", async ({ page }) => {
  await signUp(page);
  await page.goto("/billing");
  await page.getByLabel("Amount").fill("20");
  await page.getByRole("button", { name: "Top up" }).click();
  await page.getByRole("button", { name: "Decline" }).click();
  await expect(page.getByText(/declined/i).first()).toBeVisible();
  await page.goto("/billing");
  await expect(page.getByTestId("balance-available")).toContainText("0.00");
});

test("two windows that submit the same form are one order", async ({ page, context }) => {
  await signUp(page);
  await page.goto("/billing");
  await page.getByLabel("Amount").fill("5");
  const html = page.locator("form").filter({ has: page.getByLabel("Amount") });
  const hidden = await html.locator("input[type=hidden]").evaluateAll((inputs) => inputs.map((each) => (each as HTMLInputElement).value));
  expect(hidden.length).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Top up" }).click();
  await page.waitForURL(/pay|checkout/);
  const session = page.url();
  const second = await context.newPage();
  await second.goto(session);
  await page.getByRole("button", { name: "Pay" }).click();
  await expect(page.getByTestId("balance-available")).toContainText("5.00");
  await second.reload();
  await expect(second.getByRole("button", { name: "Pay" })).toHaveCount(0);
  await page.goto("/billing");
  await expect(page.getByTestId("balance-available")).toContainText("5.00");
});

test("two top-ups add up", async ({ page }) => {
  await signUp(page);
  await topUp(page, "5");
  await page.goto("/billing");
  await page.getByLabel("Amount").fill("100");
  await page.getByRole("button", { name: "Top up" }).click();
  await page.getByRole("button", { name: "Pay" }).click();
  await expect(page.getByTestId("balance-available")).toContainText("105.00");
});

for (const amount of ["0", "4.99", "-5", "1e3", "abc", "1000000"]) {
  test(`an amount of ${amount} dollars is refused before anything is ordered`, async ({ page }) => {
    await signUp(page);
    await page.goto("/billing");
    await page.getByLabel("Amount").fill(amount);
    await page.getByRole("button", { name: "Top up" }).click();
    await expect(page.getByRole("alert").filter({ hasText: /\S/ }).first()).toBeVisible();
    expect(page.url()).toContain("/billing");
  });
}

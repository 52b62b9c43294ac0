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

test("the balance in the bar opens the top-up, by keyboard too, and goes on to the payment page", async ({ page }) => {
  await signUp(page);
  await page.goto("/usage");
  const chip = page.getByTestId("balance-live");
  const panel = page.getByRole("dialog", { name: "Top up" });
  await expect(async () => {
    await chip.focus();
    if (!(await panel.isVisible())) await page.keyboard.press("Enter");
    await expect(panel.getByLabel("Amount")).toBeVisible({ timeout: 3_000 });
  }).toPass();
  expect(new URL(page.url()).pathname).toBe("/usage");
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await expect(chip).toBeFocused();
  await page.keyboard.press("Enter");
  await panel.getByRole("button", { name: "$50" }).click();
  await panel.getByRole("button", { name: "Top up $50.00" }).click();
  await page.getByRole("button", { name: "Pay" }).click();
  await expect(page.getByTestId("balance-available")).toContainText("50");
});

test("without scripts the balance in the bar leads to billing", async ({ page, browser }) => {
  await signUp(page);
  const context = await browser.newContext({
    baseURL: process.env.E2E_BASE_URL ?? "",
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
  });
  const plain = await context.newPage();
  await plain.goto("/usage");
  await plain.getByTestId("balance-live").click();
  await expect(plain).toHaveURL(/\/billing#top-up$/);
  await context.close();
});

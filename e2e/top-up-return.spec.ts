import type { Page } from "@playwright/test";
import { expect, test } from "./manner";
import { signUp } from "./steps";

// The delivery of events is a setting of the one stand-in: journeys that change it take turns.
test.describe.configure({ mode: "serial" });

test("the webhook is held back: the return page has the money before it, and the webhook does not double it", async ({ page }) => {
  await toPaymentPage(page, "20");
  const standIn = new URL(page.url()).origin;
  await settings(page, standIn, { mode: "hold" });
  await page.getByRole("button", { name: "Pay" }).click();
  await expect(page.getByTestId("balance-available")).toContainText("20.00");
  await settings(page, standIn, { mode: "before-redirect" });
  await page.request.post(`${standIn}/_stand-in/webhooks/flush`, { data: {} });
  await page.goto("/billing");
  await expect(page.getByTestId("balance-available")).toContainText("20.00");
});

test("the webhook is late: the page that Stripe returns to adds the payment, and goes on with the next step", async ({ page }) => {
  await signUp(page);
  await page.getByRole("button", { name: /^Top up \$/ }).click();
  await page.waitForURL(/pay/);
  const standIn = new URL(page.url()).origin;
  await settings(page, standIn, { mode: "hold" });
  await page.getByRole("button", { name: "Pay" }).click();
  await expect(page.getByTestId("balance-available")).toContainText("20.00");
  await expect(page.getByLabel("Name")).toHaveValue("default");
  await settings(page, standIn, { mode: "before-redirect" });
  await page.request.post(`${standIn}/_stand-in/webhooks/flush`, { data: {} });
});

test("a payment that takes its time: the page that waits shows the balance without being loaded again", async ({ page }) => {
  await toPaymentPage(page, "5");
  const { origin, pathname } = new URL(page.url());
  const session = pathname.split("/").at(-1);
  const success = await page.request.post(`${origin}/_stand-in/sessions/${session}/pay`, { data: { isDelayed: true } });
  const returnUrl = (await success.json()).object.success_url as string;
  await page.goto(returnUrl);
  await expect(page.getByText("Payment under way")).toBeVisible();
  await expect(page.getByTestId("balance-available")).toContainText("$0.00");
  await page.evaluate(() => document.body.setAttribute("data-not-reloaded", "yes"));
  await page.request.post(`${origin}/_stand-in/sessions/${session}/succeed`, { data: {} });
  await expect(page.getByTestId("balance-available")).toContainText("5.00");
  await expect(page.getByRole("status").filter({ hasText: "$5.00 is on your balance" })).toBeVisible();
  await expect(page.locator("body")).toHaveAttribute("data-not-reloaded", "yes");
});

test("an unfinished top-up is continued from the list, and a cancelled one costs nothing", async ({ page }) => {
  await toPaymentPage(page, "20");
  await page.getByRole("link", { name: "Go back" }).click();
  await expect(page.getByText("You left the payment page")).toBeVisible();
  await page.goto("/billing");
  await page.getByRole("button", { name: /^Resume/ }).click();
  await page.waitForURL(/pay/);
  await page.goto("/billing");
  await page.getByRole("button", { name: /^Dismiss/ }).click();
  await expect(page.getByRole("status").filter({ hasText: "nothing was charged" })).toBeVisible();
  await expect(page.getByTestId("balance-available")).toContainText("$0.00");
});

test("another person's top-up looks like one that does not exist", async ({ page, browser }) => {
  await toPaymentPage(page, "20");
  await page.getByRole("link", { name: "Go back" }).click();
  await page.waitForURL(/billing\/return/);
  const address = page.url();
  const stranger = await (await browser.newContext()).newPage();
  await signUp(stranger);
  await stranger.goto(address);
  await expect(stranger.getByText("There is nothing here")).toBeVisible();
  const status = await stranger.request.get(address.replace("/return?", "/return/status?"));
  expect(status.status()).toBe(404);
});

async function toPaymentPage(page: Page, dollars: string): Promise<void> {
  await signUp(page);
  await page.goto("/billing");
  await page.getByLabel("Amount").fill(dollars);
  await page.getByRole("button", { name: "Top up" }).click();
  await page.waitForURL(/pay/);
}

async function settings(page: Page, standIn: string, change: { mode: string }): Promise<void> {
  const reply = await page.request.post(`${standIn}/_stand-in/webhooks`, { data: change });
  expect(reply.ok()).toBe(true);
}

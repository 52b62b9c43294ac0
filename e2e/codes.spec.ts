import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "./manner";
import { admin, rowsOf, signIn, signUp } from "./steps";

// The journeys are played in several ways at once, and the list shows all batches.
const unique = (name: string) => `${name} ${randomBytes(4).toString("hex")}`;

/** Makes a batch as the admin, and returns its codes. */
async function makeCodes(page: Page, name: string, fields: Record<string, string>, kind = "paid"): Promise<string[]> {
  await signIn(page, admin());
  await page.goto("/admin/codes");
  await page.getByLabel("Name").fill(name);
  // A gift would need a verified address, and few mails go to one network.
  await page.getByLabel("Kind").selectOption(kind);
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label).fill(text);
  await page.getByRole("button", { name: "Make codes" }).click();
  const codes = await page.getByTestId("new-codes").inputValue();
  return codes.split("\n");
}

async function redeem(page: Page, code: string): Promise<void> {
  await page.goto("/billing");
  await page.getByText("Redeem a code").click();
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Redeem", exact: true }).click();
}

test("a code that an admin made is credit for the first who redeems it, with its end, and nothing for the second", async ({
  page,
  browser,
}) => {
  const console = await (await browser.newContext()).newPage();
  const spring = unique("Spring");
  const [code = "", other] = await makeCodes(console, spring, { "Amount in dollars": "7.50", "Number of codes": "2" });
  expect(code).toMatch(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$/);
  expect(other).not.toBe(code);

  await signUp(page);
  await redeem(page, ` ${code.toLowerCase().replaceAll("-", " ")} `);
  await expect(page.getByText(/\$7\.50 was added to your balance\. It expires on /)).toBeVisible();
  await expect(page.getByTestId("balance-available").first()).toContainText("7.50");
  await expect(rowsOf(page, "Expires ")).toContainText("Paid");
  await redeem(page, code);
  await expect(page.getByText("This workspace redeemed this code before.")).toBeVisible();

  const stranger = await (await browser.newContext()).newPage();
  await signUp(stranger);
  for (const wrong of [code, "not a code", "<script>alert(1)</script>"]) {
    await redeem(stranger, wrong);
    await expect(stranger.getByText("This code cannot be redeemed.")).toBeVisible();
  }
  await expect(stranger.getByTestId("balance-available").first()).toContainText("0.00");

  // The codes are shown once; what is left of the batch is not.
  await console.getByLabel("I have saved them").check();
  await console.goto("/admin/codes");
  await expect(console.getByTestId("new-codes")).toHaveCount(0);
  await expect(rowsOf(console, spring).first()).toContainText("1 of 2");
  await stranger.context().close();
  await console.context().close();
});

test("a batch that is voided gives nothing any more, and all wrong fields are marked at once", async ({ page, browser }) => {
  const console = await (await browser.newContext()).newPage();
  const doomed = unique("Voided soon");
  const [code = ""] = await makeCodes(console, doomed, { "Amount in dollars": "3" });
  await console.getByLabel("I have saved them").check();
  await console.goto("/admin/codes");
  const row = rowsOf(console, doomed).first();
  await row.getByRole("button", { name: "Void" }).click();
  await console.getByRole("dialog").getByRole("button", { name: "Void batch" }).click();
  await expect(row).toContainText("Voided");
  await signUp(page);
  await redeem(page, code);
  await expect(page.getByText("This code cannot be redeemed.")).toBeVisible();

  await console.goto("/admin/codes");
  await console.getByLabel("Amount in dollars").fill("5,00");
  await console.getByLabel("Number of codes").fill("1001");
  await console.getByRole("button", { name: "Make codes" }).click();
  for (const label of ["Name", "Amount in dollars", "Number of codes"]) {
    await expect(console.getByLabel(label)).toHaveAttribute("aria-invalid", "true");
  }
  await expect(console.getByLabel("Amount in dollars")).toHaveValue("5,00");
  await console.context().close();
});

test("a gift waits until the address is verified", async ({ page, browser }) => {
  const console = await (await browser.newContext()).newPage();
  const [code = ""] = await makeCodes(console, unique("Gift"), { "Amount in dollars": "3" }, "promo");
  await signUp(page);
  await redeem(page, code);
  await expect(page.getByText("a gift needs a verified address")).toBeVisible();
  await expect(page.getByTestId("balance-available").first()).toContainText("0.00");
  await console.context().close();
});

test("the page of codes does not exist for a person who is not an admin", async ({ page }) => {
  await signUp(page);
  expect((await page.goto("/admin/codes"))?.status()).toBe(404);
});

import { expect, type Page, test } from "@playwright/test";
import { admin, signIn, signUp } from "./steps";

// The highest tier: no journey tops up enough to reach it.
const tier = (page: Page) => page.getByRole("row", { name: /^Tier 4 / });

async function openEditor(page: Page): Promise<void> {
  await page.goto("/admin/limits");
  await tier(page).getByRole("link", { name: "Edit Tier 4" }).click();
  await expect(page.getByRole("form", { name: "Edit Tier 4" })).toBeVisible();
}

test("an admin changes a tier; the later of two windows gets a message; an error stands at its field", async ({ page, context }) => {
  await signIn(page, admin());
  const other = await context.newPage();
  for (const each of [page, other]) await openEditor(each);
  await page.getByLabel("Requests a minute").fill("4500");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Tier 4 is saved.")).toBeVisible();
  await expect(tier(page)).toContainText("4,500");
  await other.getByLabel("Requests a minute").fill("1");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(other.getByText("Somebody changed this tier after you opened it")).toBeVisible();
  await openEditor(other);
  await other.getByLabel("Requests a minute").fill("4000");
  await other.getByLabel("From top-ups of").fill("40");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(other.getByText("Enter an amount, such as 40, that no other tier has.")).toBeVisible();
  await other.getByLabel("From top-ups of").fill("400");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(tier(other)).toContainText("4,000");
});

test("an exception gives a workspace a tier that it keeps, until it is removed", async ({ page, browser }) => {
  const customer = await (await browser.newContext({ baseURL: process.env.E2E_BASE_URL ?? "" })).newPage();
  const { email } = await signUp(customer);
  await customer.context().close();
  await signIn(page, admin());
  await page.goto("/admin/limits");
  await page.getByRole("link", { name: "Exceptions" }).click();
  await page.getByLabel("Workspace").fill("nobody@people.example");
  await page.getByRole("button", { name: "Save exception" }).click();
  await expect(page.getByText("No workspace has this id or this owner.")).toBeVisible();
  await expect(page.getByLabel("Workspace")).toHaveValue("nobody@people.example");
  await page.getByLabel("Workspace").fill(email.toUpperCase());
  await page.getByLabel("Tier", { exact: true }).selectOption("Tier 3");
  await page.getByRole("button", { name: "Save exception" }).click();
  const exception = page.getByRole("row").filter({ hasText: email });
  await expect(exception).toContainText("Tier 3");
  await exception.getByRole("button", { name: /^Remove the exception/ }).click();
  await expect(exception).toHaveCount(0);
});

test("the page of limits does not exist for a person who is not an admin", async ({ page }) => {
  await signUp(page);
  expect((await page.goto("/admin/limits"))?.status()).toBe(404);
});

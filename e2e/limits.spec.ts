import { expect, type Page, test } from "@playwright/test";
import { admin, openDialog, signIn, signUp } from "./steps";

// The highest tier: no journey tops up enough to reach it.
const tier = (page: Page) => page.getByRole("row", { name: /^Tier 4 / });

async function openEditor(page: Page): Promise<void> {
  await page.goto("/admin/limits");
  await openDialog(page, tier(page).getByRole("button", { name: "Edit" }));
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
  await expect(other.getByText("Somebody changed this tier since you opened it.")).toBeVisible();
  await openEditor(other);
  await other.getByLabel("Requests a minute").fill("4000");
  await other.getByLabel("From top-ups of").fill("40");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(other.getByText("Write an amount, such as 40, that no other tier has.")).toBeVisible();
  await other.getByLabel("From top-ups of").fill("400");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(tier(other)).toContainText("4,000");
});

test("the page of limits does not exist for a person who is not an admin", async ({ page }) => {
  await signUp(page);
  expect((await page.goto("/admin/limits"))?.status()).toBe(404);
});

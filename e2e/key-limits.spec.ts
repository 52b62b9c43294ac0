import type { Page } from "@playwright/test";
import { expect, test } from "./manner";
import { createKey, openFromMenu, rowsOf, signUp, topUp } from "./steps";

test("a key limited to one model and a small budget is refused beyond them, and the dialog shows the limits", async ({ page, request }) => {
  await signUp(page);
  await topUp(page, "5");
  const secret = await createKey(page, "Narrow");
  await page.reload();
  const dialog = await openLimits(page);
  await dialog.getByLabel("Budget in dollars").fill("0.01");
  await dialog.getByLabel("Claude Haiku 4.5", { exact: true }).check();
  await dialog.getByRole("button", { name: "Save limits" }).click();
  await expect(page.getByText("The limits of “Narrow” now apply.")).toBeVisible();

  const ask = (model: string, maxTokens: number) =>
    request.post("/api/v1/chat/completions", {
      headers: { authorization: `Bearer ${secret}` },
      data: { model, max_tokens: maxTokens, messages: [{ role: "user", content: "Hello" }] },
    });
  expect((await ask("claude-haiku-4-5", 50)).status()).toBe(200);
  expect((await ask("claude-sonnet-4-6", 50)).status()).toBe(403);
  const overBudget = await ask("claude-haiku-4-5", 8_000);
  expect(overBudget.status()).toBe(429);
  expect(JSON.stringify(await overBudget.json())).toContain("budget");

  await page.reload();
  // The list shows what a key may still spend and what it may not do, without any click.
  const row = rowsOf(page, "Narrow");
  await expect(row).toContainText(/<?\$0\.01 of \$0\.01 a month/);
  await expect(row).toContainText("1 model");
  await expect(row.getByRole("meter", { name: "Part of the budget that is used" })).toHaveCount(1);
  const again = await openLimits(page);
  await expect(again.getByLabel("Budget in dollars")).toHaveValue("0.01");
  await expect(again.getByLabel("Claude Haiku 4.5", { exact: true })).toBeChecked();
});

test("invalid limits are refused beside their field, and the typed text stays", async ({ page }) => {
  await signUp(page);
  await createKey(page, "Wrong");
  await page.reload();
  const dialog = await openLimits(page);
  await dialog.getByLabel("Budget in dollars").fill("-3");
  await dialog.getByLabel("Requests a minute").fill("12");
  await dialog.getByRole("button", { name: "Save limits" }).click();
  await expect(dialog.getByLabel("Budget in dollars")).toHaveAttribute("aria-invalid", "true");
  await expect(dialog.getByLabel("Requests a minute")).toHaveValue("12");
});

async function openLimits(page: Page) {
  const dialog = page.getByRole("dialog");
  await openFromMenu(page, "Limits");
  await expect(dialog).toBeVisible();
  return dialog;
}

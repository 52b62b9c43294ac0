import type { Page } from "@playwright/test";
import { expect, test } from "./manner";
import { createKey, openFromMenu, signUp, topUp } from "./steps";

test.use({ timezoneId: "Asia/Calcutta" });

type KeyAnswer = { limits: { budget: { spent: string; resets_at: string } }; workspace_month: { spent: string } };

test("a workspace uses its owner's clock; in another zone the day of a key keeps its spend and ends at that zone's midnight", async ({
  page,
}) => {
  await signUp(page);
  await page.goto("/usage");
  await expect(page.getByText("Days begin at midnight in Asia/Kolkata.")).toBeVisible();
  await topUp(page, "5");
  const secret = await createKey(page, "Daily");
  await setDailyBudget(page, "0.50");
  const headers = { authorization: `Bearer ${secret}` };
  const answer = await page.request.post("/api/v1/chat/completions", {
    headers,
    data: { model: "claude-haiku-4-5", max_tokens: 50, messages: [{ role: "user", content: "Hello" }] },
  });
  expect(answer.status()).toBe(200);
  const readKey = async (): Promise<KeyAnswer> => (await page.request.get("/api/v1/key", { headers })).json();
  const before = await readKey();
  expect(Number(before.limits.budget.spent)).toBeGreaterThan(0);
  expect(clockIn("Asia/Kolkata", before.limits.budget.resets_at)).toBe("00:00");

  await page.goto("/account");
  const zone = page.getByLabel("Time zone");
  await expect(zone).toHaveValue("Asia/Kolkata");
  await zone.selectOption("America/Los_Angeles");
  await page.getByRole("button", { name: "Save time zone" }).click();
  await expect(page.getByText("Your workspace now uses America/Los Angeles.")).toBeVisible();
  await expect(zone).toHaveValue("America/Los_Angeles");
  await page.reload();
  await expect(zone).toHaveValue("America/Los_Angeles");

  const after = await readKey();
  expect(after.limits.budget.spent).toBe(before.limits.budget.spent);
  expect(after.workspace_month.spent).toBe(before.workspace_month.spent);
  expect(clockIn("America/Los_Angeles", after.limits.budget.resets_at)).toBe("00:00");
  await page.goto("/usage");
  await expect(page.getByText("Days begin at midnight in America/Los Angeles.")).toBeVisible();
});

test("the device's own zone is one click away, and choosing it saves nothing yet", async ({ page }) => {
  await signUp(page);
  await page.goto("/account");
  const zone = page.getByLabel("Time zone");
  const own = page.getByRole("button", { name: "Use this device’s zone" });
  await expect(own).toHaveCount(0);
  await zone.selectOption("UTC");
  await own.click();
  await expect(zone).toHaveValue("Asia/Kolkata");
  await zone.selectOption("Europe/Paris");
  await page.reload();
  await expect(zone).toHaveValue("Asia/Kolkata");
});

async function setDailyBudget(page: Page, dollars: string): Promise<void> {
  await page.reload();
  await openFromMenu(page, "Limits");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Budget in dollars").fill(dollars);
  await dialog.getByLabel("The budget starts again").selectOption("day");
  await dialog.getByRole("button", { name: "Save limits" }).click();
  await expect(page.getByText("The limits of “Daily” now apply.")).toBeVisible();
}

function clockIn(timeZone: string, instant: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(new Date(instant));
}

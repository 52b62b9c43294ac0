import { expect, type Page, test } from "@playwright/test";
import { admin, signIn } from "./steps";

// A model that no other journey calls: its prices may change while they run.
const PAGE = "/admin/prices?model=claude-mythos-5-1";
const NOTHING = "Nothing yet: these are the prices in force.";

test.describe.configure({ mode: "serial" });

test.beforeEach(async ({ page }) => {
  await signIn(page, admin());
});

async function openEditor(page: Page): Promise<void> {
  await page.goto(PAGE);
  await expect(page.getByText(NOTHING)).toBeVisible();
}

/** Publishes after the question, which names the time and the figures, and does nothing by Enter alone. */
async function publish(page: Page, facts: string[]): Promise<void> {
  const dialog = page.getByRole("dialog", { name: /^Publish a price of/ });
  await page.getByRole("button", { name: "Publish" }).click();
  for (const fact of facts) await expect(dialog).toContainText(fact);
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await page.getByRole("button", { name: "Publish" }).click();
  await dialog.getByRole("button", { name: "Publish" }).click();
}

test("an admin sees what will change, publishes it, and the old version stays in the history", async ({ page }) => {
  await openEditor(page);
  await page.getByLabel("Cache read multiplier").fill("0.05");
  const changes = page.getByRole("region", { name: "What will change" });
  await expect(changes.getByRole("row", { name: /Cache read multiplier 0\.025 0\.05/ })).toBeVisible();
  await expect(changes.getByRole("row", { name: /Cache read \$0\.25 \$0\.50 \+100%/ })).toBeVisible();
  await expect(changes.getByRole("row", { name: /Cache write, 1 hour \$20\.00 \$20\.00 same/ })).toBeVisible();
  await page.getByLabel("Note").fill("Reads cost more");
  await publish(page, ["Now", "Cache read", "$0.25 → $0.50"]);
  await expect(page.getByText(/Version 2 is published and holds from/)).toBeVisible();
  const history = page.getByRole("table", { name: "Every version of this price, newest first" });
  await expect(history.getByRole("row", { name: /^2 In force .*0\.025 → 0\.05.* by you Reads cost more/ })).toBeVisible();
  await expect(history.getByRole("row", { name: /^1 Replaced / })).toBeVisible();
});

test("of two admins who edit the same version, the second gets a message and loses no typed text", async ({ page, context }) => {
  const other = await context.newPage();
  await openEditor(page);
  await openEditor(other);
  await page.getByLabel("Output price", { exact: true }).fill("60");
  await other.getByLabel("Output price", { exact: true }).fill("70");
  await publish(page, ["Now", "Output", "→ $60.00"]);
  await expect(page.getByText(/Version 3 is published/)).toBeVisible();
  await publish(other, ["Now", "Output", "→ $70.00"]);
  await expect(other.getByText(/Version 3 was published while you were editing/)).toBeVisible();
  await expect(other.getByLabel("Output price", { exact: true })).toHaveValue("70");
});

test("a version can wait for its date, in UTC; a past date and an empty multiplier are refused", async ({ page }) => {
  await openEditor(page);
  await page.getByLabel("Cache write multiplier, 1 hour").fill("");
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByText("Nothing was published. Correct the fields that are marked.")).toBeVisible();
  await page.getByLabel("Cache write multiplier, 1 hour").fill("1.25");
  await expect(page.getByText("A one-hour cache write would cost no more than a five-minute one.")).toBeVisible();
  await page.getByLabel("At a date and time").check();
  await page.getByLabel("Date and time in UTC").fill("2020-01-01T00:00");
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByText(/choose a date in the future/)).toBeVisible();
  const nextYear = new Date().getUTCFullYear() + 1;
  await page.getByLabel("Date and time in UTC").fill(`${nextYear}-01-01T00:00`);
  await publish(page, [`Jan 1, ${nextYear}`, "Cache write, 1 hour"]);
  await expect(page.getByText(/Version 4 takes force on Jan 1, .* 12:00 AM UTC/)).toBeVisible();
  await expect(page.getByRole("row", { name: /^4 Scheduled / })).toBeVisible();
  await expect(page.getByRole("row", { name: /^3 In force / })).toBeVisible();
});

test("a model without a price is marked, and its editor starts from no price", async ({ page }) => {
  await page.goto("/admin/prices");
  await page.getByRole("link", { name: /Claude Mythos Preview No price/ }).click();
  await expect(page.getByText("This model is not offered")).toBeVisible();
  await page.getByLabel("Input price", { exact: true }).fill("25");
  await expect(page.getByText("Correct the fields that are marked")).toBeVisible();
  await page.getByLabel("Output price", { exact: true }).fill("125");
  await expect(page.getByText("There is no price at that time.")).toBeVisible();
});

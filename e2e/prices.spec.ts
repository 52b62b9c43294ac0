import { expect, type Page, test } from "@playwright/test";
import { admin, createKey, signIn, signUp, topUp } from "./steps";

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
  const changes = page.getByRole("region", { name: "What changes" });
  await expect(changes).toContainText("Cache read multiplier0.025 → 0.05");
  await expect(changes.getByRole("row", { name: /^Read \$0\.25 \$0\.50 \+100% / })).toBeVisible();
  await expect(changes.getByRole("row", { name: /^Write, 1 h \$20\.00 \$20\.00 same / })).toBeVisible();
  await expect(changes).toContainText("Nobody called this model in the last 7 days.");
  await page.getByLabel("Note").fill("Reads cost more");
  await publish(page, ["Now", "Cache read", "$0.25 → $0.50"]);
  await expect(page.getByText(/Version 2 is published\. It is in force from/)).toBeVisible();
  await page.getByRole("link", { name: "History", exact: true }).click();
  const history = page.getByRole("list", { name: "Every version of this price, newest first" });
  const [second, first] = [history.getByRole("listitem").first(), history.getByRole("listitem").last()];
  await expect(second).toContainText(/^Version 2In force/);
  for (const text of ["0.025 → 0.05", "by you", "Reads cost more"]) await expect(second).toContainText(text);
  await expect(first).toContainText(/^Version 1Replaced/);
  await first.getByRole("link", { name: "Start a new version from version 1" }).click();
  await expect(page.getByLabel("Cache read multiplier")).toHaveValue("0.025");
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
  await expect(page.getByText(/Version 4 comes into force on Jan 1, .* 12:00 AM UTC/)).toBeVisible();
  await expect(page.getByRole("link", { name: /^Claude Mythos 5\.1 Version 4 on Jan 1/ })).toBeVisible();
  await page.goto(`${PAGE}&view=history`);
  await expect(page.getByRole("listitem").filter({ hasText: /^Version 4Scheduled/ })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: /^Version 3In force/ })).toBeVisible();
});

test("a model without a price is marked, and its editor starts from no price", async ({ page }) => {
  await page.goto("/admin/prices");
  await page.getByRole("searchbox", { name: "Search models" }).fill("mythos prev");
  await expect(page.getByRole("navigation", { name: "Choose a model" }).getByRole("link")).toHaveCount(1);
  await page.getByRole("link", { name: /Claude Mythos Preview No price/ }).click();
  await expect(page.getByText("This model is not offered")).toBeVisible();
  await page.getByLabel("Input price", { exact: true }).fill("25");
  await expect(page.getByText("Correct the fields that are marked")).toBeVisible();
  await page.getByLabel("Output price", { exact: true }).fill("125");
  await expect(page.getByText("There is no price at that time.")).toBeVisible();
});

test("the last week at another price is computed from what was called", async ({ page, browser, request }) => {
  const customer = await (await browser.newContext({ baseURL: process.env.E2E_BASE_URL })).newPage();
  await signUp(customer);
  await topUp(customer, "20");
  const secret = await createKey(customer, "Calls");
  await customer.context().close();
  const answer = await request.post("/api/v1/messages", {
    headers: { "x-api-key": secret },
    data: { model: "claude-opus-4-6", max_tokens: 50, messages: [{ role: "user", content: "What did the last week cost?" }] },
  });
  expect(answer.status()).toBe(200);
  // The sums of days follow the calls within seconds.
  await expect(async () => {
    await page.goto("/admin/prices?model=claude-opus-4-6&view=impact");
    await expect(page.getByRole("table", { name: "Tokens of the last 7 days and what they cost" })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await page.getByLabel("Output price", { exact: true }).fill("2500");
  const changes = page.getByRole("region", { name: "What changes" });
  await expect(changes).toContainText(/At this price, the last 7 days would have cost customers \$\d+\.\d\d instead of <?\$0\.\d\d\./);
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("dialog")).toContainText(/Last 7 days\$\d+\.\d\d instead of/);
  await expect(page.getByRole("dialog")).toContainText(/\d+ workspaces?, \d+ keys?/);
});

import { expect, type Page, test } from "@playwright/test";

const PHONE = { width: 360, height: 800 };

const saved = (page: Page) => page.locator("#saving output");

// Sonnet 5.5 in the sandbox: $2 a million, a read 0.05 of it, a one-hour write twice as much. Of 60,000 tokens 57,000 repeat.
const AGENT = "$4,713.44";

test("the calculator says what caching saves, by scripts at once and without them by a form", async ({ browser, page }) => {
  await page.goto("/");
  await expect(saved(page)).toContainText(AGENT);
  await expect(async () => {
    await page.getByLabel("Calls a day").fill("3000");
    await expect(saved(page)).toContainText("$9,586.94", { timeout: 1_000 });
  }).toPass();
  await page.getByLabel("Calls a day").fill("10");
  await expect(saved(page)).toContainText("Caching costs more by");
  await page.getByRole("link", { name: "Coding agent" }).click();
  await expect(saved(page)).toContainText(AGENT);
  expect(page.url()).not.toContain("?");
  const context = await browser.newContext({ baseURL: process.env.E2E_BASE_URL, javaScriptEnabled: false });
  const still = await context.newPage();
  await still.goto("/");
  await still.getByRole("link", { name: "Support assistant" }).click();
  await expect(still.getByLabel("Prompt tokens of a call")).toHaveValue("6000");
  await still.getByLabel("Prompt tokens of a call").fill("60,000");
  await still.getByLabel("Share that repeats, in percent").fill("95");
  await still.getByLabel("Calls a day").fill("1500");
  await still.getByRole("button", { name: "Calculate" }).click();
  await expect(saved(still)).toContainText(AGENT);
  await context.close();
});

test("the calculator marks every figure that it cannot use, whatever the address says", async ({ page }) => {
  for (const query of [
    "prompt=0&repeated=101&calls=-1",
    "prompt=%00&repeated=%3Cb%3E&calls=1e9",
    `prompt=${"9".repeat(5_000)}&repeated=&calls=`,
  ]) {
    expect((await page.goto(`/?${query}&model=nope`))?.status()).toBe(200);
    await expect(page.getByText("Enter a whole number from 1 to 1,000,000.")).toBeVisible();
    await expect(page.getByText("Enter a whole number from 0 to 100.")).toBeVisible();
    await expect(page.getByText("Enter a whole number from 1 to 100,000,000.")).toBeVisible();
    await expect(page.getByText("Correct the marked fields to see what caching saves.")).toBeVisible();
  }
});

test("the prices show the newest model of each line, the older ones by a press, and any of them by a search", async ({ browser, page }) => {
  await page.goto("/prices");
  const older = page.getByText("Claude Opus 4.8").first();
  await expect(page.getByRole("row", { name: /Claude Opus 5\.5 .*\$4\.00 \$5\.00 \$8\.00 \$0\.20 \$20\.00 1M/ })).toBeVisible();
  await expect(older).toBeHidden();
  await expect(async () => {
    await page.getByRole("searchbox", { name: "Search models" }).fill("opus-4-8");
    await expect(page.getByText("1 model", { exact: true })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(older).toBeVisible();
  await page.getByRole("searchbox").fill("no such model");
  await expect(page.getByText("No model is called that.")).toBeVisible();
  const context = await browser.newContext({ baseURL: process.env.E2E_BASE_URL, javaScriptEnabled: false });
  const still = await context.newPage();
  await still.goto("/prices");
  await still.getByText(/^\d older models: Claude Opus$/).click();
  await expect(still.getByText("Claude Opus 4.8").first()).toBeVisible();
  await context.close();
});

test("the history of prices has the former figure beside each one that changed", async ({ page }) => {
  await page.goto("/prices#versions");
  const versions = page.getByRole("table", { name: "History of prices" });
  await expect(versions.getByRole("row", { name: /Oct 7, 2026 Claude Sonnet 5\.5 Version 2 .*\$0\.10 was \$0\.20/ })).toBeVisible();
  await expect(versions.getByRole("row", { name: /Sep 1, 2026 Claude Sonnet 5\.5 Version 1, until Oct 7, 2026/ })).toBeVisible();
  await expect(versions.getByRole("row", { name: /Claude Opus 4\.8 Version 2 .*Fast mode factor: 2 → none/ })).toBeVisible();
});

test("the sample of the first call is shown in the language that was chosen last", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByText("from openai import OpenAI")).toBeHidden();
  await expect(async () => {
    await page.getByText("OpenAI SDK", { exact: true }).click();
    expect(await page.evaluate(() => localStorage.getItem("relais-code-language"))).toBe("openai");
  }).toPass();
  await page.reload();
  await expect(page.getByText("from openai import OpenAI")).toBeVisible();
});

test("every link of the header and the footer leads to a page, on a phone by a menu", async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto("/");
  await page.locator("header summary").click();
  for (const name of ["Prices", "Docs", "Create account"]) await expect(page.getByRole("banner").getByRole("link", { name })).toBeVisible();
  const places = await page.locator("header a, footer a").evaluateAll((all) => all.map((each) => each.getAttribute("href") ?? ""));
  for (const place of new Set(places)) expect([place, (await page.request.get(place)).status()]).toEqual([place, 200]);
  await page.getByRole("banner").getByRole("link", { name: "Prices" }).click();
  await page.waitForURL("**/prices");
});

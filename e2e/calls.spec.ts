import type { Page } from "@playwright/test";
import { expect, test } from "./manner";
import { createKey, rowsOf, signUp, topUp } from "./steps";

const MODELS = ["claude-haiku-4-5", "claude-sonnet-4-6", "claude-opus-5-5"];

/** Somebody with a call of each model, and one that failed. */
async function someCalls(page: Page): Promise<{ secret: string; charges: string[] }> {
  await signUp(page);
  await topUp(page, "20");
  const secret = await createKey(page, '=Nightly, "quoted"');
  const charges: string[] = [];
  for (const model of MODELS) {
    const answer = await page.request.post("/api/v1/messages", {
      headers: { "x-api-key": secret },
      data: { model, max_tokens: 60, messages: [{ role: "user", content: `What does ${model} cost?` }] },
    });
    expect(answer.status()).toBe(200);
    charges.push(answer.headers()["x-relais-charge"] ?? "");
  }
  return { secret, charges };
}

test("calls are filtered, sorted by charge and found by id, all of it in the address", async ({ page }) => {
  await someCalls(page);
  await page.goto("/calls");
  await expect(rowsOf(page)).toHaveCount(3);
  await page.locator("summary", { hasText: "Add filter" }).click();
  await page.locator("summary", { hasText: /^Model$/ }).click();
  await page.getByRole("search", { name: "Filters" }).getByRole("link", { name: "Claude Haiku 4.5" }).click();
  await expect(rowsOf(page)).toHaveCount(1);
  await expect(page).toHaveURL(/model=claude-haiku-4-5/);
  await page.getByRole("link", { name: "Remove the filter Model" }).click();
  await expect(rowsOf(page)).toHaveCount(3);

  // The list of a narrow screen has no heads to sort by.
  const head = page.getByRole("columnheader", { name: "Charge" });
  if (await head.isVisible()) {
    await head.getByRole("link").click();
    await expect(head).toHaveAttribute("aria-sort", "descending");
  }
  await expect(rowsOf(page).first()).toContainText("Opus 5.5");
  const receipt = await rowsOf(page).first().getByRole("link").getAttribute("href");
  const id = receipt?.split("/").at(-1) ?? "";

  await page.goto("/calls");
  await page.getByRole("searchbox").fill(id);
  await page.getByRole("searchbox").press("Enter");
  await expect(rowsOf(page)).toHaveCount(1);
  await expect(rowsOf(page).first()).toContainText("Opus 5.5");
  await page.goto(`/calls?id=${"0".repeat(32)}`);
  await expect(page.getByText("No call matches these filters")).toBeVisible();
});

test("without scripts the list is filtered by its links and fields, and a row leads to the receipt", async ({ page, browser }) => {
  await someCalls(page);
  const context = await browser.newContext({
    baseURL: process.env.E2E_BASE_URL ?? "",
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
  });
  const plain = await context.newPage();
  await plain.goto("/calls");
  await plain.locator("summary", { hasText: "Any time" }).click();
  await plain.getByRole("link", { name: "Last 24 hours" }).click();
  await expect(plain).toHaveURL(/range=24h/);
  await plain.locator("summary", { hasText: "Last 24 hours" }).click();
  await plain.getByLabel("From day").fill("2020-01-01");
  await plain.getByLabel("To day").fill("2020-01-02");
  await plain.getByRole("button", { name: "Show these days" }).click();
  await expect(plain.getByText("No call matches these filters")).toBeVisible();
  await plain.goto("/calls");
  await rowsOf(plain).first().getByRole("link").click();
  await expect(plain.getByRole("heading", { level: 1 })).toContainText("$0.");
  await context.close();
});

test("an export has exactly the filtered calls, with exact charges and no formula; without a session it leads to sign-in", async ({
  page,
  playwright,
}) => {
  const { charges } = await someCalls(page);
  const all = await page.request.get("/calls/export?format=jsonl");
  expect(all.headers()["content-disposition"]).toContain('filename="calls.jsonl"');
  const lines = (await all.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ charge }) => charge).sort()).toEqual(charges.map((charge) => charge.replace("$", "")).sort());
  const csv = await (await page.request.get("/calls/export?model=claude-opus-5-5")).text();
  expect(csv.trim().split("\r\n")).toHaveLength(2);
  expect(csv).toContain(`"'=Nightly, ""quoted"""`);
  const stranger = await playwright.request.newContext({ baseURL: process.env.E2E_BASE_URL ?? "" });
  const refused = await stranger.get("/calls/export?model=claude-opus-5-5", { maxRedirects: 0 });
  expect([refused.status(), refused.headers().location]).toEqual([302, expect.stringContaining("/sign-in?next=%2Fcalls")]);
  await stranger.dispose();
});

test("a receipt explains its charge, and leads to the call before and after it", async ({ page }) => {
  const { charges } = await someCalls(page);
  await page.goto("/calls");
  const receipt = (await rowsOf(page).last().getByRole("link").getAttribute("href")) ?? "";
  await page.goto(receipt);
  const main = page.getByRole("main");
  await expect(main.getByRole("heading", { level: 1 })).toContainText(charges[0]?.replace("$", "") ?? "none");
  await expect(main).toContainText("3 classes unused");
  await expect(main).toContainText("nothing was rounded");
  await expect(main).toContainText("Older call");
  await main.getByRole("link", { name: "Newer call" }).click();
  await expect(main.getByRole("heading", { level: 1 })).toContainText(charges[1]?.replace("$", "") ?? "none");
  await main.getByText("How this is computed").click();
  await expect(main.getByText('"object": "call"')).toBeVisible();
});

test("a row opens its receipt beside the list: J and K go on, Escape returns, and with a key held it is a page", async ({
  page,
  context,
}) => {
  const { charges } = await someCalls(page);
  await page.goto("/calls");
  const sheet = page.getByRole("dialog", { name: "Call receipt" });
  // A press before the page's scripts run loads the page of the receipt instead.
  await page.waitForLoadState("networkidle");
  await rowsOf(page).first().click();
  await expect(sheet).toContainText(charges[2]?.replace("$", "") ?? "none");
  await expect(page).toHaveURL(/\/calls\/[0-9a-f-]{36}$/);
  await page.keyboard.press("j");
  await expect(sheet).toContainText(charges[1]?.replace("$", "") ?? "none");
  await page.keyboard.press("k");
  await expect(sheet).toContainText(charges[2]?.replace("$", "") ?? "none");
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await expect(page).toHaveURL(/\/calls$/);
  await expect(rowsOf(page)).toHaveCount(3);

  const opened = context.waitForEvent("page");
  await rowsOf(page)
    .first()
    .click({ modifiers: ["ControlOrMeta"] });
  const tab = await opened;
  await expect(tab.getByRole("main").getByRole("heading", { level: 1 })).toContainText(charges[2]?.replace("$", "") ?? "none");
  await expect(tab.getByRole("dialog")).toHaveCount(0);
});

test("while the list is followed live, a call stands in it once it has ended", async ({ page }) => {
  const { secret } = await someCalls(page);
  await page.goto("/calls");
  const live = page.getByRole("button", { name: "Live" });
  // A press before the page's scripts run does nothing, and is repeated.
  await expect(async () => {
    if ((await live.getAttribute("aria-pressed")) === "false") await live.click();
    await expect(live).toHaveAttribute("aria-pressed", "true", { timeout: 2_000 });
  }).toPass();
  const answer = await page.request.post("/api/v1/messages", {
    headers: { "x-api-key": secret },
    data: { model: "claude-haiku-4-5", max_tokens: 60, messages: [{ role: "user", content: "One more" }] },
  });
  expect(answer.status()).toBe(200);
  await expect(rowsOf(page)).toHaveCount(4);
});

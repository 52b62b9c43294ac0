import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./manner";
import { createKey, pageLink, rowsOf, signUp, topUp } from "./steps";

/** The presses of somebody who has never seen the portal, counted. */
function countedClicks() {
  let made = 0;
  const click = async (target: Locator) => {
    await target.click();
    made += 1;
  };
  return { click, made: () => made };
}

/** A workspace with two keys. The first one has called, within its budget of a day if it has one. */
async function prepared(page: Page, dailyBudget?: string): Promise<string> {
  await signUp(page);
  await topUp(page, "20");
  const leaked = await createKey(page, "Nightly summaries");
  await createKey(page, "Laptop");
  if (dailyBudget) await limit(page, dailyBudget);
  for (const content of ["Hello", "What is worth looking at?"]) {
    const answer = await page.request.post("/api/v1/messages", {
      headers: { "x-api-key": leaked },
      data: { model: "claude-opus-5-5", max_tokens: 60, messages: [{ role: "user", content }] },
    });
    expect(answer.status()).toBe(200);
  }
  return leaked;
}

async function limit(page: Page, budget: string): Promise<void> {
  await page.goto("/keys");
  await page.getByRole("link", { name: "Nightly summaries" }).click();
  await page.waitForURL("**/keys/*");
  await page.getByLabel("Budget in dollars").fill(budget);
  await page.getByLabel("The budget starts again").selectOption("day");
  await page.getByRole("button", { name: "Save limits" }).click();
  await expect(page.getByText("now apply.")).toBeVisible();
}

test("a stranger stops a leaked key in three clicks, and it is refused within a second", async ({ page }) => {
  const leaked = await prepared(page);
  const { click, made } = countedClicks();
  await page.goto("/overview");
  await click(pageLink(page, "Keys"));
  const row = rowsOf(page, leaked.slice(-4));
  await click(row.getByRole("button", { name: "Revoke" }));
  await click(page.getByRole("dialog").getByRole("button", { name: "Revoke" }));
  const stopped = Date.now();
  const call = () => page.request.get("/api/v1/key", { headers: { "x-api-key": leaked } });
  await expect.poll(async () => (await call()).status(), { intervals: [50] }).toBe(401);
  console.log(`refused ${Date.now() - stopped} ms after the press`);
  expect(made()).toBeLessThanOrEqual(3);
  await expect(row).toHaveCount(0);
});

test("a stranger who keeps the key gives it another secret at once, from its own page", async ({ page }) => {
  const leaked = await prepared(page);
  const { click, made } = countedClicks();
  await page.goto("/keys");
  await click(page.getByRole("link", { name: "Nightly summaries" }));
  await page.waitForURL("**/keys/*");
  const button = page.getByRole("button", { name: "Rotate" });
  await click(button);
  await click(page.getByRole("dialog").getByRole("button", { name: "Rotate" }));
  const fresh = (await page.getByTestId("key-secret").innerText()).trim();
  const status = async (secret: string) => (await page.request.get("/api/v1/key", { headers: { "x-api-key": secret } })).status();
  await expect.poll(async () => [await status(leaked), await status(fresh)]).toEqual([401, 200]);
  expect(made()).toBeLessThanOrEqual(3);
});

test("a stranger finds what a key may still spend today in two clicks", async ({ page }) => {
  await prepared(page, "2");
  const { click, made } = countedClicks();
  await page.goto("/overview");
  await click(pageLink(page, "Keys"));
  await click(page.getByRole("link", { name: "Nightly summaries" }));
  await expect(page.getByText("Left to spend today")).toBeVisible();
  await expect(page.getByTestId("key-left")).toHaveText(/^\$1\.9\d$/);
  expect(made()).toBeLessThanOrEqual(2);
  // The overview says it too, without any click.
  await page.goto("/overview");
  await expect(
    page.getByRole("region").or(page.locator("section")).filter({ hasText: "Keys nearest to their budget" }).first(),
  ).toContainText("of $2.00 a day");
});

test("another workspace's key looks like one that does not exist", async ({ page, browser }) => {
  await signUp(page);
  await createKey(page, "Mine");
  await page.goto("/keys");
  const address = (await page.getByRole("link", { name: "Mine" }).getAttribute("href")) ?? "";
  const stranger = await (await browser.newContext()).newPage();
  await signUp(stranger);
  for (const path of [address, "/keys/0198c0de-0000-7000-8000-000000000000", "/keys/nonsense"]) {
    expect((await stranger.goto(path))?.status()).toBe(404);
    await expect(stranger.getByRole("heading", { level: 1, name: "There is nothing here" })).toBeVisible();
  }
  await stranger.context().close();
});

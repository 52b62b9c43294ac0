import type { Page } from "@playwright/test";
import { expect, test } from "./manner";
import { createKey, signUp, topUp } from "./steps";

const WIDTHS = [360, 768, 1280];
/** As long as real figures have been. */
const FIGURES = ["$15,285.888298", "$21,321.556044", "$1,234,567.89"];

async function withCalls(page: Page): Promise<string> {
  await signUp(page);
  await topUp(page, "20");
  const secret = await createKey(page, "Look");
  const answer = await page.request.post("/api/v1/messages", {
    headers: { "x-api-key": secret },
    data: { model: "claude-opus-5-5", max_tokens: 60, messages: [{ role: "user", content: "What is worth looking at?" }] },
  });
  expect(answer.status()).toBe(200);
  return secret;
}

/** Writes each text into every figure of the page, and returns those that leave their card or are cut. */
function cutFigures(page: Page, texts: string[]): Promise<string[]> {
  return page.evaluate((all) => {
    const figures = [...document.querySelectorAll<HTMLElement>("main .text-figure .figure, main .text-figure-s .figure")];
    const cut: string[] = [];
    for (const text of all) {
      for (const figure of figures) {
        figure.textContent = text;
        for (let box = figure.parentElement; box && box.tagName !== "MAIN"; box = box.parentElement) {
          const isHiding = getComputedStyle(box).overflowX !== "visible";
          if (isHiding && box.scrollWidth > box.clientWidth) cut.push(`${text} in ${box.className}`);
        }
        const card = figure.closest("section, dl");
        if (card && figure.getBoundingClientRect().right > card.getBoundingClientRect().right) cut.push(`${text} leaves ${card.className}`);
      }
      if (document.documentElement.scrollWidth > document.documentElement.clientWidth) cut.push(`${text} scrolls the page`);
    }
    return figures.length === 0 ? ["no figure on this page"] : cut;
  }, texts);
}

test("no figure is cut, however large, at any width", async ({ page }) => {
  await withCalls(page);
  await page.goto("/keys");
  const key = (await page.getByRole("link", { name: "Look" }).getAttribute("href")) ?? "";
  for (const path of ["/overview", "/billing", key]) {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(path);
      await page.waitForLoadState("networkidle");
      expect([path, width, await cutFigures(page, FIGURES)]).toEqual([path, width, []]);
    }
  }
});

test("the period of the spend is in the address, and the figures follow it", async ({ page }) => {
  await withCalls(page);
  await page.goto("/overview");
  const card = page
    .locator("section")
    .filter({ has: page.getByTestId("spend-total") })
    .last();
  const total = await page.getByTestId("spend-total").innerText();
  expect(total).toMatch(/^<?\$0\.\d\d$/);
  for (const name of ["24 h", "30 days"]) {
    await card.getByRole("link", { name }).click();
    await page.waitForURL(`**/overview?spend=${name === "24 h" ? "24h" : "30d"}`);
    await expect(card.getByRole("link", { name })).toHaveAttribute("aria-current", "true");
    await expect(page.getByTestId("spend-total")).toHaveText(total);
  }
  await expect(page.getByText("Recent calls")).toBeVisible();
});

test("what needs attention is named: an address that is not verified, and a key that ends soon", async ({ page }) => {
  await withCalls(page);
  await page.goto("/keys");
  await page.getByRole("link", { name: "Look" }).click();
  await page.waitForURL("**/keys/*");
  await page.getByLabel("Last day").fill(new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10));
  await page.getByRole("button", { name: "Save limits" }).click();
  await expect(page.getByText("now apply.")).toBeVisible();
  await page.goto("/overview");
  const attention = page.locator("section").filter({ hasText: "Needs attention" }).last();
  await expect(attention).toContainText("The key Look expires on");
  await expect(attention).toContainText("Verify ");
});

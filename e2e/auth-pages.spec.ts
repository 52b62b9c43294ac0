import { expect, test } from "@playwright/test";

const DESKTOP = { width: 1280, height: 900 };

test("the page of a sign-up has no word that would say whether an address has an account", async ({ page }) => {
  const html = await (await page.request.get("/sign-up")).text();
  expect(html.match(/\b(already|taken|exists)\b/gi)).toBeNull();
});

test("the receipt beside the form ticks for some seconds, and stands still for a reader who wants no motion", async ({ browser }) => {
  for (const reducedMotion of ["no-preference", "reduce"] as const) {
    const context = await browser.newContext({ baseURL: process.env.E2E_BASE_URL, viewport: DESKTOP, reducedMotion });
    const page = await context.newPage();
    await page.addInitScript(() => {
      const seen = new Set<string>();
      const look = () => {
        const text = document.querySelector("figure")?.textContent;
        if (text) seen.add(text);
        requestAnimationFrame(look);
      };
      look();
      Object.assign(window, { seenReceipts: seen });
    });
    await page.goto("/sign-up");
    const total = page.getByText("Charged").locator("..");
    await page.waitForLoadState("networkidle");
    await page.waitForTimeout(6_000);
    const states = await page.evaluate(() => (window as unknown as { seenReceipts: Set<string> }).seenReceipts.size);
    if (reducedMotion === "reduce") expect(states).toBe(1);
    else expect(states).toBeGreaterThan(5);
    // Sonnet 5.5 in the sandbox: 412 × $2, 18,240 × $0.10 and 655 × $10 a million.
    await expect(total).toContainText("$0.009198");
    await context.close();
  }
});

test("a password can be shown and hidden, and the receipt is left out where there is no room", async ({ page }) => {
  await page.setViewportSize({ width: 800, height: 900 });
  await page.goto("/sign-in");
  await expect(page.getByRole("figure")).toBeHidden();
  const password = page.getByLabel("Password", { exact: true });
  await password.fill("correct horse");
  const show = page.getByRole("button", { name: "Show characters" });
  await expect(async () => {
    if ((await password.getAttribute("type")) === "password") await show.click();
    await expect(password).toHaveAttribute("type", "text", { timeout: 1_000 });
  }).toPass();
  await expect(password).toHaveValue("correct horse");
  await show.click();
  await expect(password).toHaveAttribute("type", "password");
});

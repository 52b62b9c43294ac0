import { expect, type Page, test } from "@playwright/test";
import { admin, signIn, signOut, signUp } from "./steps";

const main = (page: Page) => page.getByRole("navigation", { name: "Main navigation" });
const foot = (page: Page) => page.getByRole("navigation", { name: "Navigation at the foot" });

test("the navigation is a column with names, then one of icons, then a bar at the foot", async ({ page }) => {
  await signUp(page);
  const widthOf = async () => (await main(page).locator("..").boundingBox())?.width;
  await page.setViewportSize({ width: 1280, height: 800 });
  expect(await widthOf()).toBe(208);
  await expect(main(page).getByText("Billing")).toBeVisible();
  await expect(main(page).getByRole("link", { name: "Overview" })).toHaveAttribute("aria-current", "page");
  await page.setViewportSize({ width: 900, height: 800 });
  expect(await widthOf()).toBe(56);
  await expect(main(page).getByRole("link", { name: "Billing" })).toBeVisible();
  await page.setViewportSize({ width: 360, height: 800 });
  await expect(main(page)).toBeHidden();
  expect(await foot(page).getByRole("link").allInnerTexts()).toEqual(["Overview", "Usage", "Keys", "Billing", "More"]);
  await foot(page).getByRole("link", { name: "Usage" }).click();
  await page.waitForURL("**/usage");
  await expect(foot(page).getByRole("link", { name: "Usage" })).toHaveAttribute("aria-current", "page");
  await foot(page).getByRole("link", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Calls" }).click();
  await page.waitForURL("**/calls");
});

test("the end of a page is not below the bar at the foot, and the top bar stays in sight", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await signUp(page);
  await page.goto("/account");
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  const last = page.getByRole("main").getByRole("button").last();
  await expect(last).toBeInViewport({ ratio: 1 });
  const [end, bar] = [await last.boundingBox(), await foot(page).boundingBox()];
  expect((end?.y ?? 0) + (end?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0);
  await expect(page.getByTestId("balance-live")).toBeInViewport({ ratio: 1 });
});

test("the menu of the account has the theme and signs out, by keyboard alone", async ({ page }) => {
  await signUp(page);
  const account = page.getByRole("link", { name: "Your account" });
  await account.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Account" })).toBeFocused();
  for (const theme of ["System", "Light", "Dark"]) {
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("menuitemradio", { name: theme })).toBeFocused();
  }
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.keyboard.press("Escape");
  await expect(account).toBeFocused();
  await signOut(page);
  await page.goto("/overview");
  expect(page.url()).toContain("/sign-in");
});

test("without scripts every page, the account and signing out are one link away, at every width", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: process.env.E2E_BASE_URL, javaScriptEnabled: false });
  const page = await context.newPage();
  await signUp(page);
  await page.setViewportSize({ width: 360, height: 800 });
  await foot(page).getByRole("link", { name: "More" }).click();
  await page.waitForURL("**/account");
  await page.setViewportSize({ width: 1280, height: 800 });
  await main(page).getByRole("link", { name: "Calls" }).click();
  await page.waitForURL("**/calls");
  await page.getByRole("link", { name: "Sign out" }).click();
  await page.getByRole("main").getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");
  await context.close();
});

test("a page says that it is a sandbox, and what is simulated, inside and outside", async ({ page }) => {
  const pill = page.getByRole("button", { name: "Sandbox" });
  for (const path of ["/", "/sign-in"]) {
    await page.goto(path);
    await expect(pill).toBeVisible();
  }
  await signUp(page);
  await expect(async () => {
    await pill.click();
    await expect(page.getByRole("dialog", { name: "Sandbox" })).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect(page.getByRole("dialog", { name: "Sandbox" })).toContainText("Stand-ins answer for Claude, Stripe and mail");
  await expect(page.getByRole("link", { name: "Open the inbox" })).toHaveAttribute("target", "_blank");
});

test("the notice of an unverified address is put away for the session", async ({ page }) => {
  await signUp(page);
  const later = page.getByRole("button", { name: "Not now" });
  await expect(later).toBeVisible();
  await expect(async () => {
    await later.click({ timeout: 2_000 });
    await expect(later).toHaveCount(0, { timeout: 2_000 });
  }).toPass();
  await page.goto("/billing");
  await expect(later).toHaveCount(0);
  await page.goto("/keys");
  await page.context().clearCookies({ name: "relais_verify_later" });
  await page.goto("/keys");
  await expect(later).toHaveCount(0);
  await page.goto("/billing");
  await expect(later).toBeVisible();
});

test("an admin sees at once whether the money is right, and what waits", async ({ page }) => {
  await signIn(page, admin());
  await main(page).getByRole("link", { name: "Health" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Health" })).toBeVisible();
  const lines = page.getByRole("list", { name: "Health" }).getByRole("listitem");
  await expect(lines).toHaveCount(8);
  await expect(lines.filter({ hasText: "Books" })).toContainText(/balance\.$/);
  await lines.filter({ hasText: "Upstreams" }).getByRole("link").click();
  await page.waitForURL("**/admin/upstreams");
});

test("somebody else has no admin pages", async ({ page }) => {
  await signUp(page);
  await expect(main(page).getByRole("link", { name: "Health" })).toHaveCount(0);
  expect((await page.goto("/admin"))?.status()).toBe(404);
});

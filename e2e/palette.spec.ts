import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { admin, createKey, signIn, signUp, topUp } from "./steps";

const palette = (page: Page) => page.getByRole("dialog", { name: "Search or jump to" });

/** Until the page's scripts run a key does nothing, and is pressed again. */
async function openPalette(page: Page): Promise<void> {
  await expect(async () => {
    if (!(await palette(page).isVisible())) await page.keyboard.press("Control+k");
    await expect(palette(page).getByRole("combobox")).toBeFocused({ timeout: 3_000 });
  }).toPass();
}

test("by keyboard alone: to a page, to a receipt by its id, to a key by its name, and out", async ({ page }) => {
  await signUp(page);
  await topUp(page, "20");
  const secret = await createKey(page, "Palette laptop");
  await page.getByLabel("I have stored it").check();
  await page.getByRole("button", { name: "Done" }).click();
  const answer = await page.request.post("/api/v1/messages", {
    headers: { "x-api-key": secret },
    data: { model: "claude-opus-5-5", max_tokens: 60, messages: [{ role: "user", content: "Hello" }] },
  });
  const call = answer.headers()["request-id"] ?? "";
  expect(call).toMatch(/^req_/);

  await page.goto("/overview");
  await openPalette(page);
  await page.keyboard.type("usag");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/usage");
  await expect(palette(page)).toHaveCount(0);

  await openPalette(page);
  await page.keyboard.insertText(call);
  await expect(palette(page).getByRole("option").first()).toContainText(call.slice(4));
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/calls/${call.slice(4)}`);

  await openPalette(page);
  await page.keyboard.type("palette lap");
  await expect(palette(page).getByRole("option", { name: "Palette laptop" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette(page)).toHaveCount(0);

  await openPalette(page);
  await page.keyboard.type("dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  await openPalette(page);
  await page.keyboard.type("sign out");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/sign-in");
});

test("g and a letter jump, ? lists the shortcuts, and a field keeps its letters", async ({ page }) => {
  await signUp(page);
  await page.goto("/overview");
  await openPalette(page);
  await page.keyboard.press("Escape");
  await expect(palette(page)).toHaveCount(0);
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet).toContainText("g u");
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await page.waitForURL("**/billing");
  await page.getByLabel("Amount").fill("");
  await page.getByLabel("Amount").pressSequentially("gu?");
  await expect(page.getByLabel("Amount")).toHaveValue("gu?");
  expect(page.url()).toContain("/billing");
});

test("a secret on the screen is not lost by the palette, nor by a shortcut", async ({ page }) => {
  await signUp(page);
  await topUp(page, "20");
  await page.goto("/overview");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByTestId("key-secret")).toBeVisible();
  const question = page.getByRole("dialog", { name: "Leave without saving the secret?" });
  await openPalette(page);
  await page.keyboard.type("usag");
  await page.keyboard.press("Enter");
  await expect(question).toBeVisible();
  await question.getByRole("button", { name: "Stay here" }).click();
  await page.keyboard.press("g");
  await page.keyboard.press("u");
  await expect(question).toBeVisible();
  await expect(page.getByTestId("key-secret")).toBeVisible();
  await question.getByRole("button", { name: "Leave" }).click();
  await page.waitForURL("**/usage");
});

test("what is no name of anything finds nothing, and another workspace's call is nothing", async ({ page }) => {
  await signIn(page, admin());
  const foreign = await page.request.get("/search?q=0198c0de-0000-7000-8000-000000000000");
  expect(await foreign.json()).toMatchObject({ calls: [] });
  await openPalette(page);
  await page.keyboard.insertText("<script>alert(1)</script>".repeat(20));
  await expect(palette(page)).toContainText("Nothing found");
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
  expect(violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target).join(" ")}`)).toEqual([]);
});

test("without a session the search says nothing", async ({ request }) => {
  expect((await request.get("/search?q=opus")).status()).toBe(401);
});

test("Create key opens the dialog from any page, and again on its own, with the focus on the name", async ({ page }) => {
  await signUp(page);
  await page.goto("/billing");
  const dialog = page.getByRole("dialog", { name: "New key" });
  for (const time of ["from another page", "from its own"]) {
    await openPalette(page);
    await page.keyboard.type("create key");
    await expect(palette(page).getByRole("option").first()).toContainText("Create key");
    await page.keyboard.press("Enter");
    await expect(dialog.getByLabel("Name"), time).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(page).toHaveURL(/\/keys$/);
  }
});

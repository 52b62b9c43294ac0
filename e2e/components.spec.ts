import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";

/** The overlays of /dev/components, in the section of the light theme. */
async function overlays(page: Page): Promise<Locator> {
  await page.goto("/dev/components");
  await page.waitForLoadState("networkidle");
  return page.getByTestId("overlays-light");
}

const button = (within: Locator | Page, name: string) => within.getByRole("button", { name, exact: true });

test("a menu works by keyboard alone, and the focus returns to its button", async ({ page }) => {
  const trigger = button(await overlays(page), "Actions of a key");
  await trigger.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menu", { name: "Actions of a key" })).toBeVisible();
  await expect(trigger).toHaveAttribute("aria-expanded", "true");
  await expect(page.getByRole("menuitem", { name: "Limits" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: "Rename" })).toBeFocused();
  // The disabled entry is passed over.
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: "Calls of the key" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(trigger).toBeFocused();
  await expect(trigger).toHaveAttribute("aria-expanded", "false");
});

test("a menu opens by pointer, keeps a choice open, and closes by a click outside", async ({ page }) => {
  await button(await overlays(page), "Actions of a key").click();
  await page.getByRole("menuitemradio", { name: "dark" }).click();
  await expect(page.getByRole("menuitemradio", { name: "dark" })).toBeChecked();
  await page.mouse.click(5, 5);
  await expect(page.getByRole("menu")).toHaveCount(0);
  const trigger = button(await overlays(page), "Actions of a key");
  await trigger.click();
  await expect(page.getByRole("menu")).toBeVisible();
  await trigger.click();
  await expect(page.getByRole("menu")).toHaveCount(0);
});

test("a confirmation names what is at stake, has the focus on Cancel, and waits for the typed name", async ({ page }) => {
  const trigger = button(await overlays(page), "Actions of a key");
  await trigger.click();
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  const dialog = page.getByRole("dialog", { name: "Revoke “Laptop”?" });
  await expect(dialog).toContainText("$12.40");
  await expect(button(dialog, "Cancel")).toBeFocused();
  await expect(button(dialog, "Revoke")).toBeDisabled();
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(trigger).toBeFocused();

  await trigger.click();
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  await dialog.getByRole("textbox").fill("Laptop");
  await button(dialog, "Revoke").click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText("Revoked: “Laptop”")).toBeVisible();
});

test("Escape, a click outside and the cross ask before they drop what was typed", async ({ page }) => {
  const trigger = button(await overlays(page), "Open a dialog");
  const dialog = page.getByRole("dialog", { name: "Limits of “Laptop”" });
  const question = page.getByRole("dialog", { name: "Discard what you typed?" });
  await trigger.click();
  // The key goes to the page until the dialog has the focus.
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(trigger).toBeFocused();

  await trigger.click();
  await dialog.getByLabel("Limit 1", { exact: true }).fill("25");
  const ways = [
    () => page.keyboard.press("Escape"),
    () => page.mouse.click(5, 5),
    () => dialog.getByRole("button", { name: "Close" }).click(),
  ];
  for (const leave of ways) {
    await leave();
    await expect(button(question, "Keep editing")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(question).toHaveCount(0);
    await expect(dialog.getByLabel("Limit 1", { exact: true })).toHaveValue("25");
  }
  await page.keyboard.press("Escape");
  await button(question, "Discard").click();
  await expect(dialog).toHaveCount(0);
  await expect(trigger).toBeFocused();

  // What was dropped is no reason to ask the next time.
  await trigger.click();
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
});

test("the head and the buttons of a long dialog stay in sight at every scroll position", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 600 });
  await button(await overlays(page), "Open a dialog").click();
  const dialog = page.getByRole("dialog");
  for (const field of ["Limit 1", "Limit 12"]) {
    await dialog.getByLabel(field, { exact: true }).focus();
    for (const name of ["Close", "Save limits"]) await expect(button(dialog, name)).toBeInViewport({ ratio: 1 });
    // The field itself is not below the buttons.
    const [input, save] = [
      await dialog.getByLabel(field, { exact: true }).boundingBox(),
      await button(dialog, "Save limits").boundingBox(),
    ];
    expect((input?.y ?? 0) + (input?.height ?? 0)).toBeLessThanOrEqual(save?.y ?? 0);
  }
});

test("a sheet is a drawer of 480 px, the whole width of a narrow screen, and gives the focus back", async ({ page }) => {
  const trigger = button(await overlays(page), "Open a sheet");
  await trigger.click();
  const sheet = page.getByRole("dialog", { name: "Receipt" });
  await expect(button(sheet, "Done")).toBeVisible();
  await expect.poll(async () => (await sheet.boundingBox())?.x).toBe(800);
  expect(await sheet.boundingBox()).toMatchObject({ width: 480, y: 0, height: 720 });
  await page.setViewportSize({ width: 360, height: 720 });
  expect(await sheet.boundingBox()).toMatchObject({ x: 0, width: 360 });
  await page.keyboard.press("Escape");
  await expect(trigger).toBeFocused();
});

test("nothing slides for somebody who asked for less motion", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await button(await overlays(page), "Open a sheet").click();
  const duration = await page.getByRole("dialog").evaluate((sheet) => Number.parseFloat(getComputedStyle(sheet).animationDuration));
  expect(duration).toBeLessThan(0.001);
});

test("a popover takes and returns the focus, and a tooltip is read with its element", async ({ page }) => {
  const section = await overlays(page);
  const trigger = button(section, "What is simulated");
  await trigger.focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog", { name: "Sandbox" });
  await expect(panel).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(panel.getByRole("link", { name: "Inbox" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(trigger).toBeFocused();
  await trigger.click();
  await expect(panel).toBeVisible();
  await trigger.click();
  await expect(panel).toHaveCount(0);

  await trigger.focus();
  await page.keyboard.press("Tab");
  await expect(button(section, "–")).toHaveAccessibleDescription("The upstream did not report it");
  await expect(page.getByText("The upstream did not report it").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("The upstream did not report it")).toHaveCount(0);
});

test("a notice is at the top, away from the buttons of a dialog", async ({ page }) => {
  await button(await overlays(page), "Show a notice").click();
  const notice = page.locator("[data-sonner-toast]").first();
  await expect(notice).toBeVisible();
  await expect.poll(async () => (await notice.boundingBox())?.y).toBe(60);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`every component can be read in both themes, and what floats in the ${colorScheme} one`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const section = await overlays(page);
    const expectReadable = async (where: string) => {
      const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
      expect(
        violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target).join(" ")}`),
        where,
      ).toEqual([]);
    };
    await expectReadable("the page");
    for (const [name, role] of [
      ["Actions of a key", "menu"],
      ["What is simulated", "dialog"],
      ["Open a dialog", "dialog"],
      ["Open a sheet", "dialog"],
    ] as const) {
      await button(section, name).click();
      await expect(page.getByRole(role)).toBeVisible();
      await expectReadable(name);
      if (process.env.E2E_PICTURES) await page.screenshot({ path: `${process.env.E2E_PICTURES}/${name}-${colorScheme}.png` });
      await page.keyboard.press("Escape");
      await expect(page.getByRole(role)).toHaveCount(0);
    }
  });
}

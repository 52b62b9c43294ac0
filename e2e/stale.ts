import type { Locator, Page } from "@playwright/test";
import { expect } from "./manner";

export const OUT_OF_DATE = "This page is out of date";

/** As if the site had been updated since the page was opened: the page's actions have ids that the server does not know. */
export async function updateSite(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.route("**/*", (route) => {
    const headers = route.request().headers();
    const action = headers["next-action"];
    if (!action) return route.fallback();
    return route.continue({ headers: { ...headers, "next-action": action.slice(0, 2) + "0".repeat(action.length - 2) } });
  });
}

/** As if the tab had been opened again after the update. */
export const openAgain = (page: Page) => page.unrouteAll({ behavior: "wait" });

/** The form says what happened, leads to the same page in another tab, and has kept what was typed. */
export async function refusesAndKeeps(place: Locator, button: Locator, typed: Record<string, string> = {}): Promise<void> {
  await button.click();
  const alert = place.getByRole("alert").filter({ hasText: OUT_OF_DATE });
  await expect(alert).toContainText("Nothing was done.");
  const { pathname, search } = new URL(place.page().url());
  await expect(alert.getByRole("link")).toHaveAttribute("href", pathname + search);
  await expect(alert.getByRole("link")).toHaveAttribute("target", "_blank");
  for (const [label, text] of Object.entries(typed)) await expect(place.getByLabel(label, { exact: true })).toHaveValue(text);
}

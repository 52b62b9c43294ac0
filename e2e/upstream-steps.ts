import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";
import { openDialog } from "./steps";

export const secretOf = (name: string) => `sk-canary-${name}`;

/** The address of the sandbox's Claude, from its log. */
export function standInUrl(): string {
  const log = readFileSync(path.join(process.env.E2E_DATA_DIR ?? "", "logs", "stand-in-claude.log"), "utf8");
  return /listening on (http:\S+)/.exec(log)?.[1] ?? "";
}

export const row = (page: Page, name: string) => page.getByRole("row", { name: new RegExp(`^${name} `) });

/** The control of an account's weight in its row. */
export const weightOf = (page: Page, name: string) => page.getByRole("form", { name: `Weight of ${name}` }).filter({ visible: true });

export async function openPage(page: Page): Promise<void> {
  await page.goto("/admin/upstreams");
  await expect(page.getByRole("heading", { name: "Upstreams" })).toBeVisible();
}

type Typed = { name: string; secret: string; baseUrl?: string };

export async function fillNew(page: Page, { name, secret, baseUrl = standInUrl() }: Typed): Promise<void> {
  await openDialog(page, page.getByRole("button", { name: "Add account" }).first());
  await page.getByRole("link", { name: /^Claude API/ }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("API key").fill(secret);
  await page.getByText("Address, model ids and betas").click();
  await page.getByLabel("Address", { exact: true }).fill(baseUrl);
}

/** Saves the new account, tests it, and enables it. The first one takes calls at once. */
export async function submitNew(page: Page, name: string): Promise<void> {
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "Save and test" }).click();
  await expect(sheet.getByText(`“${name}” is saved`)).toBeVisible();
  await sheet.getByRole("button", { name: "Test this account" }).click();
  await expect(sheet.getByText("It works")).toBeVisible();
  if (await sheet.getByText("takes calls").isVisible()) return sheet.getByRole("button", { name: "Close" }).click();
  await sheet.getByRole("button", { name: "Enable account" }).click();
  await expect(page.getByText(`“${name}”: Enabled.`)).toBeVisible();
}

/** Opens what the menu of a row offers. */
export async function choose(page: Page, name: string, entry: string): Promise<void> {
  const menu = page.getByRole("menu");
  await expect(async () => {
    await row(page, name)
      .getByRole("button", { name: `Actions for ${name}` })
      .click();
    await expect(menu).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await menu.getByRole("menuitem", { name: entry, exact: true }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
}

/** The weight in the sheet of an account. */
export function weightField(page: Page): Locator {
  return page.getByRole("dialog").getByLabel("Weight", { exact: true });
}

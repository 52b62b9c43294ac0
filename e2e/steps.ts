import { randomBytes } from "node:crypto";
import { expect, type Locator, type Page } from "@playwright/test";

export type Person = { email: string; password: string };

/** A new person, unknown to every other journey. */
export function newPerson(): Person {
  return { email: `${randomBytes(6).toString("hex")}@people.example`, password: `correct horse ${randomBytes(6).toString("hex")}` };
}

/** The first admin, whose password `npm start` prints. */
export function admin(): Person {
  const [, email = "", password = ""] = /Admin\s+(\S+)\s+password (\S+)/.exec(process.env.E2E_START_OUTPUT ?? "") ?? [];
  return { email, password };
}

export async function signUp(page: Page, person = newPerson()): Promise<Person> {
  await page.goto("/sign-up");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/overview");
  return person;
}

export async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("**/overview");
}

/** By the menu of the account. Until the page's scripts run it is a link to the account, so the press is repeated. */
export async function signOut(page: Page): Promise<void> {
  const entry = page.getByRole("menuitem", { name: "Sign out" });
  await expect(async () => {
    if (!(await entry.isVisible())) await page.getByRole("link", { name: "Your account" }).click({ timeout: 2_000 });
    await expect(entry).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await entry.click();
  await page.waitForURL("**/sign-in");
}

/** Pays on the stand-in's page and waits until the return page shows the money. */
export async function topUp(page: Page, dollars: string): Promise<void> {
  await page.goto("/billing");
  await page.getByLabel("Amount").fill(dollars);
  await page.getByRole("button", { name: "Top up" }).click();
  await page.getByRole("button", { name: "Pay" }).click();
  await expect(page.getByTestId("balance-available")).toContainText(dollars);
}

/** Makes a key and returns its secret, which is shown only now. */
export async function createKey(page: Page, name = "Laptop"): Promise<string> {
  await page.goto("/keys");
  const open = page.getByRole("button", { name: "Create key" });
  if (!(await page.getByLabel("Name").isVisible())) await open.first().click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create key" }).last().click();
  const secret = page.getByTestId("key-secret");
  await expect(secret).toContainText("sk-relais-");
  return (await secret.innerText()).trim();
}

/** Opens the form for a new key. */
export async function openNewKey(page: Page): Promise<void> {
  await page.goto("/keys");
  await openDialog(page, page.getByRole("button", { name: "Create key" }).first());
}

/** Opens the dialog of a button: a press before the page's scripts run does nothing, and is repeated. */
export async function openDialog(page: Page, button: Locator): Promise<void> {
  const dialog = page.getByRole("dialog");
  await expect(async () => {
    if (!(await dialog.isVisible())) await button.click({ timeout: 2_000 });
    await expect(dialog).toBeVisible({ timeout: 2_000 });
  }).toPass();
}

/** Chooses from the menu of the first row that has one. */
export async function openFromMenu(page: Page, entry: string): Promise<void> {
  const item = page.getByRole("menuitem", { name: entry });
  await expect(async () => {
    if (!(await item.isVisible())) await page.getByRole("button", { name: "More actions" }).first().click({ timeout: 2_000 });
    await expect(item).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await item.click();
}

/** The rows of a table, or of the list in its place on a narrow screen. */
export function rowsOf(page: Page, text?: string | RegExp): Locator {
  return page.locator("[data-row], tbody tr").filter({ hasText: text, visible: true });
}

/** A link of the navigation, which is a bar at the foot on a narrow screen. */
export function pageLink(page: Page, name: string): Locator {
  return page.getByRole("navigation").getByRole("link", { name, exact: true }).filter({ visible: true });
}

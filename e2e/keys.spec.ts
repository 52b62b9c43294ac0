import type { Page } from "@playwright/test";
import { expect, test } from "./manner";
import { createKey, newPerson, openFromMenu, openNewKey, pageLink, rowsOf, signUp } from "./steps";

const submissionKeyOf = (page: Page) => page.locator("form", { has: page.getByLabel("Name") }).locator("input[name=submissionKey]");

test("the secret stays until it is saved, is in every example, and is not shown again", async ({ page }) => {
  await signUp(page);
  const secret = await createKey(page, "Laptop");
  for (const client of ["curl", "Python", "Node", "OpenAI SDK", "Anthropic SDK", "Claude Code", "Codex", "Cursor", "Cline", ".env"]) {
    await page.getByRole("tab", { name: client, exact: true }).click();
    await expect(page.getByRole("tabpanel")).toContainText(secret);
  }
  await page.getByLabel("I have stored it").check();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByTestId("key-secret")).toHaveCount(0);
  await page.reload();
  await expect(page.getByText("A secret is shown once")).toBeVisible();
  await expect(page.locator("main")).not.toContainText(secret);
  await expect(rowsOf(page, `${secret.slice(0, 14)}…${secret.slice(-4)}`)).toBeVisible();
});

test("leaving while a secret is on screen asks first, by a link and by closing the page", async ({ page }) => {
  await signUp(page);
  const secret = await createKey(page, "Laptop");
  const usage = pageLink(page, "Usage");
  await usage.click();
  const question = page.getByRole("dialog", { name: "Leave without saving the secret?" });
  await expect(question.getByRole("button", { name: "Stay here" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("key-secret")).toContainText(secret);
  const asked = page.waitForEvent("dialog");
  void page.reload().catch(() => undefined);
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await expect(page.getByTestId("key-secret")).toContainText(secret);
  await usage.click();
  await question.getByRole("button", { name: "Leave" }).click();
  await page.waitForURL("**/usage");
  // Nothing is on screen any more: links work at once.
  await pageLink(page, "Keys").click();
  await page.waitForURL("**/keys");
  await expect(question).toHaveCount(0);
});

test("a form that is sent three times at once makes one key, and its secret stays on screen", async ({ page }) => {
  await signUp(page);
  await openNewKey(page);
  await page.getByLabel("Name").fill("Thrice");
  await submissionKeyOf(page).evaluate((input: HTMLInputElement) => {
    for (let index = 0; index < 3; index++) input.form?.requestSubmit();
  });
  await expect(page.getByTestId("key-secret")).toContainText("sk-relais-");
  await page.waitForLoadState("networkidle");
  await expect(page.getByTestId("key-secret")).toHaveCount(1);
  await expect(rowsOf(page)).toHaveCount(1);
});

test("one form in two windows: one key, and the second window says why it has no secret", async ({ page, context }) => {
  await signUp(page);
  const other = await context.newPage();
  for (const each of [page, other]) {
    await openNewKey(each);
    await each.getByLabel("Name").fill("Same");
  }
  const submissionKey = await submissionKeyOf(page).inputValue();
  await submissionKeyOf(other).evaluate((input: HTMLInputElement, value) => {
    input.value = value;
  }, submissionKey);
  await page.getByRole("button", { name: "Create key" }).last().click();
  await expect(page.getByTestId("key-secret")).toBeVisible();
  await other.getByRole("button", { name: "Create key" }).last().click();
  await expect(other.getByText("already created the key “Same”")).toBeVisible();
  await other.goto("/keys");
  await expect(rowsOf(other)).toHaveCount(1);
});

test("a key is renamed, and a name of spaces is refused", async ({ page }) => {
  await signUp(page);
  await openNewKey(page);
  await page.getByLabel("Name").fill("   ");
  await page.getByRole("button", { name: "Create key" }).last().click();
  await expect(page.getByText("Enter a name.")).toBeVisible();
  await createKey(page, "Before");
  await openFromMenu(page, "Rename");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("After");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(rowsOf(page, /^After/)).toBeVisible();
});

test("signing up works without the page's scripts", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await context.newPage();
  const person = newPerson();
  await page.goto("/sign-up");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("alert")).toContainText("8 to 200 characters");
  await expect(page.getByLabel("Email")).toHaveValue(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/overview");
  await context.close();
});

test("signing out everywhere ends the session of another browser", async ({ page, browser }) => {
  const person = await signUp(page);
  const other = await (await browser.newContext()).newPage();
  await other.goto("/sign-in?next=%2Faccount");
  await other.getByLabel("Email").fill(person.email);
  await other.getByLabel("Password", { exact: true }).fill(person.password);
  await other.getByRole("button", { name: "Sign in", exact: true }).click();
  await other.waitForURL("**/account");
  await other.getByRole("button", { name: "Sign out everywhere" }).click();
  await other.waitForURL("**/sign-in?**");
  await page.goto("/keys");
  expect(page.url()).toContain("/sign-in");
});

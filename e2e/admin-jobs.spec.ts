import { randomBytes } from "node:crypto";
import type { Page, TestInfo } from "@playwright/test";
import { expect, test } from "./manner";
import { admin, rowsOf, signIn, signUp } from "./steps";
import { standInUrl } from "./upstream-steps";

/** A model for each way of playing this, so that none publishes while another one edits. No other journey calls or edits them. */
const MODELS: Record<string, string> = { keyboard: "claude-opus-4-5-20251101", phone: "claude-opus-4-7" };
/** The accounts of another journey serve it alone. */
const NOT_SERVED = "claude-mythos-5-2";

const modelOf = ({ project }: TestInfo) => MODELS[project.name] ?? "claude-fable-5";

test.beforeEach(async ({ page }) => {
  await signIn(page, admin());
});

/** Presses until the page's scripts run and answer. */
async function pressUntil(press: () => Promise<void>, isThere: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await press();
    await isThere();
  }).toPass();
}

test("an admin publishes a price that waits for its date", async ({ page }, info) => {
  const year = new Date().getUTCFullYear() + 1;
  await page.goto(`/admin/prices?model=${modelOf(info)}`);
  await expect(page.getByText("Nothing yet: these are the prices in force.")).toBeVisible();
  await page.getByLabel("Output price", { exact: true }).fill("81");
  await expect(page.getByRole("region", { name: "What changes" })).toContainText("$81.00");
  await page.getByLabel("At a date and time").check();
  await page.getByLabel("Date and time in UTC").fill(`${year}-03-01T00:00`);
  await page.getByRole("button", { name: "Publish" }).click();
  const question = page.getByRole("dialog");
  await expect(question).toContainText(`Mar 1, ${year}`);
  await question.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByText(/comes into force on Mar 1/).first()).toBeVisible();
});

test("an admin adds an upstream account, tests it, weighs it and deletes it", async ({ page }) => {
  const name = `added-${randomBytes(3).toString("hex")}`;
  await page.goto("/admin/upstreams");
  const sheet = page.getByRole("dialog");
  await pressUntil(
    async () => {
      if (!(await sheet.isVisible())) await page.getByRole("button", { name: "Add account" }).first().click({ timeout: 2_000 });
    },
    () => expect(sheet).toBeVisible({ timeout: 2_000 }),
  );
  await sheet.getByRole("link", { name: /^Claude API/ }).click();
  await sheet.getByLabel("Name").fill(name);
  await sheet.getByLabel("API key").fill("sk-stand-in");
  for (const box of await sheet.getByRole("group", { name: "Models" }).getByRole("checkbox").all()) {
    if ((await box.getAttribute("value")) !== NOT_SERVED) await box.check();
  }
  await sheet.getByText("Address, model ids and betas").click();
  await sheet.getByLabel("Address", { exact: true }).fill(standInUrl());
  await sheet.getByRole("button", { name: "Save and test" }).click();
  await expect(sheet.getByText(`“${name}” is saved`)).toBeVisible();
  await sheet.getByRole("button", { name: "Test this account" }).click();
  await expect(sheet.getByText("It works")).toBeVisible();
  await sheet.getByRole("button", { name: "Close" }).click();
  const row = rowsOf(page, name);
  await row.getByRole("button", { name: `Raise the weight of ${name}` }).click();
  await expect(row.getByRole("form", { name: `Weight of ${name}` })).toHaveText("2");
  const menu = page.getByRole("menu");
  await pressUntil(
    async () => {
      if (!(await menu.isVisible())) await row.getByRole("button", { name: `Actions for ${name}` }).click({ timeout: 2_000 });
    },
    () => expect(menu).toBeVisible({ timeout: 2_000 }),
  );
  await menu.getByRole("menuitem", { name: "Delete", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(row).toHaveCount(0);
});

test("an admin gives a workspace a tier of its own, and takes it back", async ({ page, browser }) => {
  const { email } = await signUpElsewhere(await (await browser.newContext()).newPage());
  await page.goto("/admin/limits?view=exceptions");
  await page.getByLabel("Workspace").fill(email);
  await page.getByRole("button", { name: "Save exception" }).click();
  const exception = rowsOf(page, email);
  await expect(exception).toContainText("Tier 4");
  await exception.getByRole("button", { name: /^Remove the exception/ }).click();
  await expect(exception).toHaveCount(0);
});

async function signUpElsewhere(page: Page) {
  const person = await signUp(page);
  await page.context().close();
  return person;
}

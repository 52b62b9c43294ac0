import { expect, type Page, test } from "@playwright/test";
import { admin, newPerson, openNewKey, signUp } from "./steps";

const PORTAL = [
  "/usage?from=2026-11-01&to=2026-11-28&model=claude-opus-5",
  "/keys",
  "/billing?topups=abc",
  "/billing/return?topup=0198c0de-0000-7000-8000-000000000000&left=1",
  "/calls/0198c0de-0000-7000-8000-000000000000",
  "/account",
];
const ADMIN = ["/admin/prices?model=claude-opus-5&kind=upstream", "/admin/upstreams", "/admin/limits", "/admin/payments"];

async function fillIn(page: Page, person: { email: string; password: string }, button: string): Promise<void> {
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: button, exact: true }).click();
  await page.waitForURL((url) => !/^\/sign-(in|up)$/.test(url.pathname));
}

const placeOf = (page: Page) => page.url().slice(new URL(page.url()).origin.length);

test("every page that requires a sign-in returns to itself, with its query", async ({ page }) => {
  for (const path of [...PORTAL, ...ADMIN]) {
    const answer = await page.request.get(path, { maxRedirects: 0 });
    expect([answer.status(), answer.headers().location]).toEqual([307, `/sign-in?next=${encodeURIComponent(path)}`]);
  }
});

test("a link into the portal survives signing in, and the detour to another form", async ({ page, browser }) => {
  const person = await signUp(page);
  const [filtered = "", , , ret = ""] = PORTAL;
  for (const path of [filtered, ret]) {
    const other = await (await browser.newContext()).newPage();
    await other.goto(path);
    await fillIn(other, person, "Sign in");
    expect(placeOf(other)).toBe(path);
    await other.context().close();
  }
  const newcomer = await (await browser.newContext()).newPage();
  await newcomer.goto(filtered);
  await newcomer.getByRole("link", { name: "Create account" }).click();
  await newcomer.waitForURL("**/sign-up?**");
  await fillIn(newcomer, newPerson(), "Create account");
  expect(placeOf(newcomer)).toBe(filtered);
  await newcomer.context().close();
});

test("a link clicked after the session has ended leads to its page after signing in", async ({ page, context }) => {
  const person = await signUp(page);
  await context.clearCookies();
  await page.getByRole("link", { name: "Usage" }).click();
  await page.waitForURL("**/sign-in?next=%2Fusage");
  await fillIn(page, person, "Sign in");
  expect(placeOf(page)).toBe("/usage");
});

test("no redirect leads to another site", async ({ page }) => {
  const person = await signUp(page);
  for (const next of ["//evil.example", "/.//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example"]) {
    await page.context().clearCookies();
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await fillIn(page, person, "Sign in");
    expect(placeOf(page)).toBe("/overview");
  }
});

/** Ends the session, sends the form, and checks that the typed text is still there. After a sign-in in another tab the form works. */
async function keepsWhatWasTyped(
  page: Page,
  person: { email: string; password: string },
  form: { send: string; fields: Record<string, string> },
) {
  for (const [label, text] of Object.entries(form.fields)) await page.getByLabel(label, { exact: true }).fill(text);
  await page.context().clearCookies();
  await page.getByRole("button", { name: form.send }).last().click();
  const alert = page.getByRole("alert").filter({ hasText: "Your session has ended" });
  await expect(alert).toBeVisible();
  for (const [label, text] of Object.entries(form.fields)) await expect(page.getByLabel(label, { exact: true })).toHaveValue(text);
  const [tab] = await Promise.all([page.context().waitForEvent("page"), alert.getByRole("link").click()]);
  await fillIn(tab, person, "Sign in");
  await tab.close();
  await page.getByRole("button", { name: form.send }).last().click();
}

test("a form whose session ended keeps what was typed, and is sent again after signing in", async ({ page }) => {
  const person = await signUp(page);
  await openNewKey(page);
  await keepsWhatWasTyped(page, person, { send: "Create key", fields: { Name: "Nightly summaries" } });
  await expect(page.getByTestId("key-secret")).toContainText("sk-relais-");
  await page.goto("/account");
  const password = `${person.password} changed`;
  await keepsWhatWasTyped(page, person, {
    send: "Change password",
    fields: { "Current password": person.password, "New password": password },
  });
  await expect(page.getByText("Your password is changed")).toBeVisible();
  await expect(page.getByLabel("New password", { exact: true })).toHaveValue("");
  await page.goto("/billing");
  await keepsWhatWasTyped(page, { ...person, password }, { send: "Top up", fields: { Amount: "37.50" } });
  await expect(page.getByText("37.50").first()).toBeVisible();
});

test("so do the forms of an admin", async ({ page }) => {
  await page.goto("/admin/prices?model=claude-opus-5");
  await fillIn(page, admin(), "Sign in");
  const note = page.getByLabel("Note");
  await note.fill("half a page of reasons");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Your session has ended" })).toBeVisible();
  await expect(note).toHaveValue("half a page of reasons");
});

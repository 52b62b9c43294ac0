import { mailedLink } from "./mails";
import { expect, test } from "./manner";
import { createKey, newPerson, signIn, signOut, signUp, topUp } from "./steps";

test("an address is verified by the mailed link", async ({ page }) => {
  const person = await signUp(page);
  await page.goto(await mailedLink(page, person.email, /verif|confirm/i));
  await expect(page.getByText(/verified|confirmed/i).first()).toBeVisible();
});

test("opened by another person the mailed link asks for the password, and only that verifies", async ({ page, browser }) => {
  const person = await signUp(page);
  const link = await mailedLink(page, person.email, /verif|confirm/i);
  const scanner = await (await browser.newContext()).newPage();
  for (let visit = 0; visit < 3; visit += 1) await scanner.request.get(link);
  await scanner.goto(link);
  await expect(scanner.getByRole("heading", { name: "Is this account yours?" })).toBeVisible();
  await page.goto("/account");
  await expect(page.getByText("Not verified")).toBeVisible();
  await scanner.getByLabel("Password", { exact: true }).fill("certainly not this one");
  await scanner.getByRole("button", { name: "Verify and sign in" }).click();
  await expect(scanner.getByRole("alert").filter({ hasText: "is wrong" })).toBeVisible();
  await scanner.getByLabel("Password", { exact: true }).fill(person.password);
  await scanner.getByRole("button", { name: "Verify and sign in" }).click();
  await scanner.waitForURL("**/overview");
  await page.reload();
  await expect(page.getByText("Verified", { exact: true })).toBeVisible();
  await scanner.context().close();
});

test("a stranger who typed in another person's address has nothing left once its owner chooses a password", async ({ page, browser }) => {
  const squatter = await signUp(page);
  const secret = await createKey(page);
  const callStatus = async () => (await page.request.get("/api/v1/key", { headers: { "x-api-key": secret } })).status();
  expect(await callStatus()).toBe(200);
  const owner = await (await browser.newContext()).newPage();
  // A mail program opens every link before its reader does.
  await owner.request.get(await mailedLink(owner, squatter.email, /verif/i));
  await owner.goto("/forgot-password");
  await owner.getByLabel("Email").fill(squatter.email);
  await owner.getByRole("button", { name: "Send the link" }).click();
  await expect(owner.getByText("Check your mail")).toBeVisible();
  await owner.goto(await mailedLink(owner, squatter.email, /new password/i));
  const own = { ...squatter, password: `${squatter.password} of the owner` };
  await owner.getByLabel("Password", { exact: true }).fill(own.password);
  await owner.getByRole("button", { name: "Set new password" }).click();
  await signIn(owner, own);
  await topUp(owner, "20");
  await expect.poll(callStatus).toBe(401);
  await page.goto("/keys");
  expect(page.url()).toContain("/sign-in");
  await owner.context().close();
});

test("a copy of the cookie is worth nothing after signing out", async ({ page, browser, context }) => {
  await signUp(page);
  const copied = await browser.newContext();
  await copied.addCookies(await context.cookies());
  const thief = await copied.newPage();
  await thief.goto("/overview");
  expect(thief.url()).toContain("/overview");
  await signOut(page);
  await thief.goto("/overview");
  expect(thief.url()).toContain("/sign-in");
  expect(await (await thief.request.get("/api/auth/session")).json()).toEqual({});
  await copied.close();
});

test("signing out through next-auth's own page also ends every copy", async ({ page, browser, context }) => {
  await signUp(page);
  const copied = await browser.newContext();
  await copied.addCookies(await context.cookies());
  const { csrfToken } = await (await page.request.get("/api/auth/csrf")).json();
  expect((await page.request.post("/api/auth/signout", { form: { csrfToken, json: "true" } })).ok()).toBe(true);
  const thief = await copied.newPage();
  await thief.goto("/overview");
  expect(thief.url()).toContain("/sign-in");
  await copied.close();
});

test("a forgotten password is replaced by mail, and every session ends", async ({ page, browser }) => {
  const person = await signUp(page);
  const other = await browser.newPage();
  await other.goto("/forgot-password");
  await other.getByLabel("Email").fill(person.email);
  await other
    .getByRole("button")
    .filter({ hasText: /send|reset/i })
    .first()
    .click();
  await expect(other.getByText(/mail/i).first()).toBeVisible();
  await other.goto(await mailedLink(other, person.email, /reset|password/i));
  const replaced = { ...person, password: `${person.password} again` };
  await other.getByLabel("Password", { exact: true }).fill(replaced.password);
  await other
    .getByRole("button")
    .filter({ hasText: /password|save|reset/i })
    .first()
    .click();
  await other.waitForURL("**/sign-in?notice=password_changed");
  await signIn(other, replaced);
  await expect(async () => {
    await page.goto("/overview");
    expect(page.url()).toContain("/sign-in");
  }).toPass({ timeout: 15_000 });
  await other.close();
});

test("a wrong password and an unknown address get the same answer", async ({ page, browser }) => {
  const person = await signUp(page);
  const texts: string[] = [];
  for (const email of [person.email, newPerson().email]) {
    const other = await browser.newPage();
    await other.goto("/sign-in");
    await other.getByLabel("Email").fill(email);
    await other.getByLabel("Password", { exact: true }).fill("certainly not this one");
    await other.getByRole("button", { name: "Sign in", exact: true }).click();
    texts.push(await other.getByRole("alert").filter({ hasText: /\S/ }).first().innerText());
    await other.close();
  }
  expect(texts[0]).toBe(texts[1]);
});

test("a taken address gets the same answer as a free one", async ({ page, browser }) => {
  const person = await signUp(page);
  const other = await browser.newPage();
  await other.goto("/sign-up");
  await other.getByLabel("Email").fill(person.email);
  await other.getByLabel("Password", { exact: true }).fill("a different long password");
  await other.getByRole("button", { name: "Create account" }).click();
  await expect(other.getByText(/already|taken|exists/i)).toHaveCount(0);
  await other.close();
});

test("pages of the portal and of the admin are closed to strangers", async ({ page }) => {
  for (const path of ["/overview", "/keys", "/billing", "/usage"]) {
    await page.goto(path);
    expect(page.url()).toContain("/sign-in");
  }
  await signUp(page);
  await page.goto("/admin/prices");
  await expect(page.getByRole("button", { name: "Publish" })).toHaveCount(0);
});

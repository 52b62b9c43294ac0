import { expect, type Page, test } from "@playwright/test";
import { newPerson, signIn, signUp } from "./steps";

const inbox = /Mails\s+(\S+)/.exec(process.env.E2E_START_OUTPUT ?? "")?.[1];

/** The first link in the newest mail to the address whose subject matches. */
async function mailedLink(page: Page, to: string, subject: RegExp): Promise<string> {
  let link: string | undefined;
  await expect
    .poll(async () => {
      const answer = await page.request.get(`${inbox}/_stand-in/mails?to=${encodeURIComponent(to)}`);
      const { mails }: { mails: { subject: string; links: string[] }[] } = await answer.json();
      link = mails.filter((mail) => subject.test(mail.subject)).flatMap((mail) => mail.links)[0];
      return link;
    })
    .toBeTruthy();
  return link ?? "";
}

test("an address is verified by the mailed link", async ({ page }) => {
  const person = await signUp(page);
  await page.goto(await mailedLink(page, person.email, /verif|confirm/i));
  await expect(page.getByText(/verified|confirmed/i).first()).toBeVisible();
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
  await signIn(other, replaced);
  await expect(async () => {
    await page.goto("/overview");
    expect(page.url()).toContain("/sign-in");
  }).toPass({ timeout: 15_000 });
  await other.close();
});

test("a wrong password and an unknown address are answered alike", async ({ page, browser }) => {
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

test("a taken address is answered as a free one", async ({ page, browser }) => {
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

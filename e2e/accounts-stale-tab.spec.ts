import { expect, test } from "@playwright/test";
import { mailedLink } from "./mails";
import { openAgain, refusesAndKeeps, updateSite } from "./stale";
import { signUp } from "./steps";

test("the notice and the mailed question of before an update do nothing, and work once they are opened again", async ({
  page,
  browser,
}) => {
  const person = await signUp(page);
  await updateSite(page);
  const notice = page.getByRole("main");
  const send = notice.getByRole("button", { name: "Resend" });
  await refusesAndKeeps(notice, send);
  const other = await (await browser.newContext()).newPage();
  await other.goto(await mailedLink(other, person.email, /verif/i));
  await updateSite(other);
  const main = other.getByRole("main");
  const verify = main.getByRole("button", { name: "Verify and sign in" });
  await main.getByLabel("Password", { exact: true }).fill(person.password);
  await refusesAndKeeps(main, verify, { Password: person.password });
  await openAgain(other);
  await verify.click();
  await other.waitForURL("**/overview");
  await other.context().close();
});

test("a new password of before an update is kept, and set once the page is opened again", async ({ page }) => {
  const person = await signUp(page);
  await page.context().clearCookies();
  await page.goto("/forgot-password");
  await page.getByLabel("Email").fill(person.email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByText("Check your mail")).toBeVisible();
  await page.goto(await mailedLink(page, person.email, /new password/i));
  await updateSite(page);
  const main = page.getByRole("main");
  const password = `${person.password} anew`;
  const set = main.getByRole("button", { name: "Set new password" });
  await main.getByLabel("Password", { exact: true }).fill(password);
  await refusesAndKeeps(main, set, { Password: password });
  await openAgain(page);
  await set.click();
  await page.waitForURL("**/sign-in?notice=password_changed");
});

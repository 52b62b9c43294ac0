import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { expect, test } from "./manner";
import { newPerson, signUp } from "./steps";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** The address of the payment stand-in and all that it needs to be left again. */
async function pay(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Top up \$/ }).click();
  await page.getByRole("button", { name: "Pay" }).click();
  await page.waitForURL("**/overview?topup=*");
}

test("from the sign-up form to the first answer: four clicks and less than a minute", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const person = newPerson();
  let clicks = 0;
  await page.exposeFunction("countClick", () => {
    clicks += 1;
  });
  await context.addInitScript(() => {
    // Enter in a field makes a click without a pointer on the form's button.
    addEventListener("click", (event) => event.isTrusted && (window as unknown as { countClick(): void }).countClick?.(), {
      capture: true,
    });
  });
  await page.goto("/sign-up");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Create account" }).click();
  const begun = Date.now();
  await page.waitForURL("**/overview");
  // After the navigation, since the press before it may be counted late.
  clicks = 0;
  await pay(page);
  await expect(page.getByTestId("balance-available")).toContainText("20.00");
  await expect(page.getByLabel("Name")).toHaveValue("default");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByText("Waiting for your first call…")).toBeVisible();
  await page.getByRole("tabpanel").getByRole("button", { name: "Copy" }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const { stdout } = await promisify(execFile)("sh", ["-c", `${command} --silent --show-error --fail`], { timeout: MINUTE_MS });
  const answered = Date.now();
  expect(JSON.parse(stdout).choices[0].message.content).toMatch(/\S/);
  expect(clicks).toBeLessThanOrEqual(4);
  expect(answered - begun).toBeLessThan(MINUTE_MS);
  await expect(page.getByText("Your first call arrived")).toBeVisible();
  console.log(`first call: ${clicks} clicks, ${answered - begun} ms; its receipt ${Date.now() - answered} ms later`);
  await page.getByRole("link", { name: "Open the receipt" }).click();
  await page.getByRole("button", { name: "Leave" }).click();
  await page.waitForURL("**/calls/*");
});

test("a test call from the page is a call: it is charged, and its receipt appears within a second", async ({ page }) => {
  await signUp(page);
  await pay(page);
  await page.getByRole("button", { name: "Create key" }).click();
  const secret = (await page.getByTestId("key-secret").innerText()).trim();
  await page.getByRole("button", { name: "Send a test call" }).click();
  const receipt = page.getByRole("region", { name: "Your first call" });
  await expect(receipt.getByText("Your first call arrived")).toBeVisible();
  const { data: calls } = await (await page.request.get("/api/v1/calls", { headers: { authorization: `Bearer ${secret}` } })).json();
  expect(calls).toHaveLength(1);
  await expect(receipt).toContainText(calls[0].charge);
  await page.getByLabel("I have stored it").check();
  await receipt.getByRole("link", { name: "Go to the overview" }).click();
  await expect(page.getByTestId("spend-total")).toBeVisible();
});

test("a payment that was left or declined stays in Start, and can be resumed there", async ({ page }) => {
  await signUp(page);
  await page.getByRole("button", { name: /^Top up \$/ }).click();
  await page.getByRole("link", { name: "Go back" }).click();
  await page.waitForURL("**/overview?topup=*");
  await expect(page.getByText("You left the payment page")).toBeVisible();
  await page.getByRole("button", { name: "Resume the payment" }).click();
  await page.getByRole("button", { name: "Pay" }).click();
  await expect(page.getByLabel("Name")).toHaveValue("default");
});

test("another workspace's top-up in the address shows nothing of it", async ({ page, browser }) => {
  await signUp(page);
  await page.getByRole("button", { name: /^Top up \$/ }).click();
  await page.getByRole("link", { name: "Go back" }).click();
  await page.waitForURL("**/overview?topup=*");
  const stranger = await (await browser.newContext()).newPage();
  await signUp(stranger);
  await stranger.goto(page.url());
  await expect(stranger.getByRole("button", { name: /^Top up \$/ })).toBeVisible();
  await expect(stranger.getByText("You left the payment page")).toHaveCount(0);
  await stranger.context().close();
});

import { expect, test } from "@playwright/test";
import { OUT_OF_DATE, openAgain, refusesAndKeeps, updateSite } from "./stale";
import { admin, createKey, newPerson, openDialog, openFromMenu, openNewKey, signIn, signUp } from "./steps";

for (const [path, button, fields] of [
  ["/sign-in", "Sign in", ["Email", "Password"]],
  ["/sign-up", "Create account", ["Email", "Password"]],
  ["/forgot-password", "Send the link", ["Email"]],
] as const) {
  test(`${path} of before an update keeps what was typed`, async ({ page }) => {
    await page.goto(path);
    await updateSite(page);
    const person = newPerson();
    const typed: Record<string, string> = { Email: person.email, ...(fields.length === 2 && { Password: person.password }) };
    const form = page.getByRole("main");
    for (const [label, text] of Object.entries(typed)) await form.getByLabel(label, { exact: true }).fill(text);
    await refusesAndKeeps(form, form.getByRole("button", { name: button, exact: true }), typed);
    await openAgain(page);
    await form.getByRole("button", { name: button, exact: true }).click();
    await expect(form.getByText(OUT_OF_DATE)).toHaveCount(0);
  });
}

test("both top-up forms of before an update keep the amount, and go to the payment page once they are opened again", async ({ page }) => {
  await signUp(page);
  await page.goto("/billing");
  await updateSite(page);
  const main = page.getByRole("main");
  await main.getByLabel("Amount").fill("37");
  await refusesAndKeeps(main, main.getByRole("button", { name: /^Top up/ }), { Amount: "37" });
  await page.getByTestId("balance-live").click();
  const panel = page.getByRole("dialog", { name: "Top up" });
  await panel.getByLabel("Amount").fill("41");
  await refusesAndKeeps(panel, panel.getByRole("button", { name: /^Top up/ }), { Amount: "41" });
  await openAgain(page);
  await panel.getByRole("button", { name: /^Top up/ }).click();
  await expect(page.getByRole("button", { name: "Pay" })).toBeVisible();
});

test("the forms of keys of before an update keep what was typed, and make nothing", async ({ page }) => {
  await signUp(page);
  await createKey(page, "Old");
  await openNewKey(page);
  await updateSite(page);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Typed");
  await refusesAndKeeps(dialog, dialog.getByRole("button", { name: "Create key" }), { Name: "Typed" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await openFromMenu(page, "Rename");
  await dialog.getByLabel("Name").fill("Renamed");
  await refusesAndKeeps(dialog, dialog.getByRole("button", { name: "Save" }), { Name: "Renamed" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await openFromMenu(page, "Limits");
  await dialog.getByLabel("Budget in dollars").fill("12.50");
  await refusesAndKeeps(dialog, dialog.getByRole("button", { name: "Save limits" }), { "Budget in dollars": "12.50" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await openFromMenu(page, "Rotate");
  await refusesAndKeeps(dialog, dialog.getByRole("button", { name: "Rotate" }));
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await openDialog(page, page.getByRole("button", { name: "Revoke" }).first());
  await refusesAndKeeps(dialog, dialog.getByRole("button", { name: "Revoke" }));
  await openAgain(page);
  await page.goto("/keys");
  await expect(page.getByRole("main")).toContainText("Old");
  await expect(page.getByRole("main")).not.toContainText(/Typed|Renamed|\$12\.50/);
});

test("the forms of the account of before an update keep what was typed", async ({ page }) => {
  const person = await signUp(page);
  await page.goto("/account");
  await updateSite(page);
  const password = page.locator("form", { has: page.getByLabel("Current password") });
  const zone = page.locator("form", { has: page.getByLabel("Time zone of your workspace") });
  const typed = { "Current password": person.password, "New password": "a wholly other phrase" };
  for (const [label, text] of Object.entries(typed)) await password.getByLabel(label, { exact: true }).fill(text);
  await refusesAndKeeps(password, password.getByRole("button", { name: "Change password" }), typed);
  await zone.getByLabel("Time zone of your workspace").selectOption("Asia/Tokyo");
  await refusesAndKeeps(zone, zone.getByRole("button", { name: "Save time zone" }));
  await expect(zone.getByLabel("Time zone of your workspace")).toHaveValue("Asia/Tokyo");
});

test("a management key and a code of before an update are kept as they were typed, and nothing is made", async ({ page }) => {
  await signUp(page);
  await page.goto("/keys?show=management");
  await updateSite(page);
  const main = page.getByRole("main");
  await main.getByLabel("What will use it").fill("Deploy");
  await refusesAndKeeps(main, main.getByRole("button", { name: "Create management key" }), { "What will use it": "Deploy" });
  await expect(page.getByTestId("key-secret")).toHaveCount(0);
  await openAgain(page);
  await main.getByRole("button", { name: "Create management key" }).click();
  await expect(page.getByTestId("key-secret")).toContainText("sk-relais-admin-");
  await page.getByLabel("I have stored").check();
  await page.getByRole("button", { name: "Done" }).click();
  await page.goto("/billing");
  await updateSite(page);
  await main.getByText("Redeem a code").click();
  await main.getByLabel("Code", { exact: true }).fill("AAAAA-BBBBB");
  const redeem = main.getByRole("button", { name: "Redeem", exact: true });
  await refusesAndKeeps(main, redeem, { Code: "AAAAA-BBBBB" });
  await openAgain(page);
  await redeem.click();
  await expect(main.getByText("This code cannot be redeemed.")).toBeVisible();
  await expect(main.getByText(OUT_OF_DATE)).toHaveCount(0);
});

test("the operator's forms of before an update keep what was typed, and change nothing", async ({ page }) => {
  await signIn(page, admin());
  const main = page.getByRole("main");
  for (const [path, button, typed] of [
    ["/admin/limits?edit=tier_4", "Save", { "Requests a minute": "17" }],
    ["/admin/limits?view=exceptions", "Save exception", { Workspace: "nobody@people.example" }],
    ["/admin/codes", "Make codes", { Name: "Stale", "Amount in dollars": "3" }],
    ["/admin/upstreams/new?kind=claude-api", "Save and test", { Name: "stale", "API key": "sk-typed" }],
  ] as const) {
    await page.goto(path);
    await updateSite(page);
    for (const [label, text] of Object.entries(typed)) await main.getByLabel(label, { exact: true }).fill(text);
    await refusesAndKeeps(main, main.getByRole("button", { name: button, exact: true }), typed);
    await openAgain(page);
  }
  await page.goto("/admin/prices?model=claude-mythos-5-1");
  await updateSite(page);
  await main.getByLabel("Cache read multiplier").fill("0.3");
  await main.getByRole("button", { name: "Publish" }).click();
  await refusesAndKeeps(main, page.getByRole("dialog").getByRole("button", { name: "Publish" }), { "Cache read multiplier": "0.3" });
  await openAgain(page);
});

test("a form that reaches nothing says so, keeps what was typed, and works afterwards", async ({ page, context }) => {
  await signUp(page);
  await openNewKey(page);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("On a train");
  await context.setOffline(true);
  await dialog.getByRole("button", { name: "Create key" }).click();
  await expect(dialog.getByRole("alert")).toContainText("No answer arrived");
  await expect(dialog.getByLabel("Name")).toHaveValue("On a train");
  await context.setOffline(false);
  await dialog.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByTestId("key-secret")).toContainText("sk-relais-");
});

test("a key that another window has revoked: each of its forms says that it failed, and keeps what was typed", async ({
  page,
  context,
}) => {
  await signUp(page);
  await createKey(page, "Shared");
  await page.goto("/keys");
  const dialog = page.getByRole("dialog");
  await openFromMenu(page, "Rename");
  await dialog.getByLabel("Name").fill("Other name");
  const other = await context.newPage();
  await other.goto("/keys");
  await openDialog(other, other.getByRole("button", { name: "Revoke" }).first());
  await other.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(other.getByRole("dialog")).toHaveCount(0);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await expect(dialog.getByLabel("Name")).toHaveValue("Other name");
  await other.close();
});

test("a payment that another window has dismissed is not paid by the button of this one", async ({ page, context }) => {
  await signUp(page);
  await page.goto("/billing");
  await page.getByLabel("Amount").fill("25");
  await page.getByRole("button", { name: /^Top up/ }).click();
  await expect(page.getByRole("button", { name: "Pay" })).toBeVisible();
  await page.goto("/billing");
  const other = await context.newPage();
  await other.goto("/billing");
  await other.getByRole("button", { name: /^Dismiss/ }).click();
  await expect(other.getByText("This top-up was not paid")).toBeVisible();
  await page.getByRole("button", { name: /^Resume/ }).click();
  await expect(page.getByText("This top-up was not paid")).toBeVisible();
  await other.close();
});

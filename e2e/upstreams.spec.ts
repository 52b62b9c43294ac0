import { randomBytes } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, expect, test } from "@playwright/test";
import { admin, createKey, signIn, signUp, topUp } from "./steps";
import { choose, fillNew, openPage, row, secretOf, standInUrl, submitNew, weightField, weightOf } from "./upstream-steps";

// A model that no other journey calls, so that the upstream accounts of this one get none of the others' calls.
const MODEL = { id: "claude-mythos-5-2", name: "Claude Mythos 5.2" };
const run = randomBytes(3).toString("hex");
const OTHERS = `others-${run}`;
const FIRST = `first-${run}`;
const SECOND = `second-${run}`;
const THIRD = `third-${run}`;

test.describe.configure({ mode: "serial" });

/** How many calls an account of the stand-in has received. */
async function callsAt(request: APIRequestContext, name: string): Promise<number> {
  const answer = await request.get(`${standInUrl()}/_stand-in/calls?account=${secretOf(name)}`);
  return ((await answer.json()) as { calls: unknown[] }).calls.length;
}

test("an admin adds accounts, and no page or answer shows their credentials again", async ({ page }) => {
  const told: Promise<string>[] = [];
  page.on("response", (answer) => told.push(answer.text().catch(() => "")));
  await signIn(page, admin());
  await openPage(page);
  // The rest of the sandbox goes on as before: with the same key at the same stand-in, which has its prompts cached.
  await fillNew(page, { name: OTHERS, secret: "sk-stand-in" });
  for (const box of await page.getByRole("group", { name: "Models" }).getByRole("checkbox").all()) {
    if ((await box.getAttribute("value")) !== MODEL.id) await box.check();
  }
  await submitNew(page, OTHERS);
  for (const name of [FIRST, SECOND]) {
    await fillNew(page, { name, secret: secretOf(name) });
    await page.getByLabel(MODEL.name, { exact: true }).check();
    await submitNew(page, name);
    await expect(row(page, name)).toContainText("Enabled");
  }
  await choose(page, FIRST, "Edit");
  await expect(page.getByText("The stored ones (API key) are never shown.")).toBeVisible();
  await page.reload();
  expect(await page.content()).toContain(FIRST);
  const shown = [await page.content(), ...(await Promise.all(told))].join("\n");
  for (const name of [FIRST, SECOND]) expect(shown).not.toContain(secretOf(name));
});

test("an error stands at its field, and no typed text is lost", async ({ page }) => {
  await signIn(page, admin());
  await openPage(page);
  await fillNew(page, { name: FIRST, secret: "sk-typed", baseUrl: "http://elsewhere.example" });
  await page.getByRole("dialog").getByRole("button", { name: "Save and test" }).click();
  await expect(
    page.getByText("Write a public https://… address, without a password or a question mark. Other hosts have to be listed"),
  ).toBeVisible();
  await page.getByLabel("Address", { exact: true }).fill(standInUrl());
  await page.getByRole("dialog").getByRole("button", { name: "Save and test" }).click();
  await expect(page.getByText("Another account has this name.")).toBeVisible();
  await expect(page.getByLabel("API key")).toHaveValue("sk-typed");
  const { violations: firstViolations } = await new AxeBuilder({ page }).analyze();
  expect(firstViolations.map(({ id }) => id)).toEqual([]);
  await page.getByRole("button", { name: "Choose another kind" }).click();
  await page.getByRole("link", { name: /^Google Vertex AI/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Save and test" }).click();
  await expect(page.getByText("Paste the JSON file of a service account")).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test("an account is tested with one call, and wrong credentials show that it does not work", async ({ page }) => {
  await signIn(page, admin());
  await openPage(page);
  await choose(page, FIRST, "Test");
  await page.getByRole("button", { name: "Test this account" }).click();
  await expect(page.getByText("It works")).toBeVisible();
  await expect(page.getByText(`${MODEL.id} answered.`)).toBeVisible();
  await page.keyboard.press("Escape");
  await choose(page, SECOND, "Edit");
  await page.getByLabel("Replace the credentials").check();
  await page.getByLabel("API key").fill("sk-invalid");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(`“${SECOND}” is saved.`)).toBeVisible();
  await choose(page, SECOND, "Test");
  await page.getByRole("button", { name: "Test this account" }).click();
  await expect(page.getByText("It does not work")).toBeVisible();
  await expect(page.getByText(/401|x-api-key/)).toHaveCount(0);
  await page.keyboard.press("Escape");
  await choose(page, SECOND, "Edit");
  await page.getByLabel("Replace the credentials").check();
  await page.getByLabel("API key").fill(secretOf(SECOND));
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(`“${SECOND}” is saved.`).last()).toBeVisible();
});

test("a drained account gets no more calls: they go to another one", async ({ page, browser, request }) => {
  const customer = await (await browser.newContext({ baseURL: process.env.E2E_BASE_URL })).newPage();
  await signUp(customer);
  await topUp(customer, "20");
  const secret = await createKey(customer, "Calls");
  await customer.context().close();
  let conversation = 0;
  const call = async () => {
    const answer = await request.post("/api/v1/messages", {
      headers: { "x-api-key": secret, "x-claude-code-session-id": `${run}-${conversation++}` },
      data: { model: MODEL.id, max_tokens: 5, messages: [{ role: "user", content: `${conversation}: which way?` }] },
    });
    expect(answer.status()).toBe(200);
  };
  /** How many of `count` calls the first and the second account get. */
  const shares = async (count: number) => {
    const before = [await callsAt(request, FIRST), await callsAt(request, SECOND)];
    for (let n = 0; n < count; n++) await call();
    return [(await callsAt(request, FIRST)) - (before[0] ?? 0), (await callsAt(request, SECOND)) - (before[1] ?? 0)];
  };
  const both = await shares(24);
  expect(both[0]).toBeGreaterThan(0);
  expect(both[1]).toBeGreaterThan(0);
  await signIn(page, admin());
  await openPage(page);
  await choose(page, FIRST, "Drain");
  await page.getByLabel("Draining").check();
  await page.getByRole("button", { name: "Set status" }).click();
  await expect(row(page, FIRST)).toContainText("Draining");
  await expect.poll(() => shares(2)).toEqual([0, 2]);
  expect(await shares(12)).toEqual([0, 12]);
});

test("the later of two windows on one account gets a message, and none of it is saved", async ({ page, context }) => {
  await signIn(page, admin());
  const other = await context.newPage();
  for (const each of [page, other]) {
    await openPage(each);
    await choose(each, SECOND, "Edit");
  }
  await weightField(page).fill("3");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(weightOf(page, SECOND)).toHaveText("3");
  await weightField(other).fill("7");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(other.getByText("Somebody changed this account after you opened it")).toBeVisible();
  await openPage(other);
  await expect(weightOf(other, SECOND)).toHaveText("3");
});

test("a weight is raised and lowered in its row, and a step from an older figure is refused", async ({ page, context }) => {
  await signIn(page, admin());
  const other = await context.newPage();
  for (const each of [page, other]) await openPage(each);
  await weightOf(page, SECOND)
    .getByRole("button", { name: /^Raise/ })
    .click();
  await expect(weightOf(page, SECOND)).toHaveText("4");
  await weightOf(other, SECOND)
    .getByRole("button", { name: /^Raise/ })
    .click();
  await expect(other.getByText("Somebody changed this account after you opened it").filter({ visible: true })).toBeVisible();
  await weightOf(page, SECOND)
    .getByRole("button", { name: /^Lower/ })
    .click();
  await expect(weightOf(page, SECOND)).toHaveText("3");
  await expect(weightOf(page, FIRST).getByRole("button", { name: /^Lower/ })).toBeDisabled();
});

test("a row shows what its calls say, and leads to its last failures, in a sheet and on a page", async ({ page }) => {
  await signIn(page, admin());
  await openPage(page);
  await expect(row(page, SECOND).getByRole("img", { name: /calls? in the last/ })).toBeVisible();
  await row(page, SECOND).getByRole("link", { name: SECOND }).click();
  const sheet = page.getByRole("dialog", { name: SECOND });
  await expect(sheet).toContainText("Last 20 failures");
  const address = page.url();
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await page.goto(address);
  await expect(page.getByRole("heading", { level: 1, name: SECOND })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("without scripts an account is added step by step, each at its address", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: process.env.E2E_BASE_URL ?? "", javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, admin());
  await page.goto("/admin/upstreams");
  await page.getByRole("button", { name: "Add account" }).first().click();
  await page.getByRole("link", { name: /^Claude API/ }).click();
  await page.getByLabel("Name").fill(THIRD);
  await page.getByLabel("API key").fill("two words");
  await page.getByRole("button", { name: "Save and test" }).click();
  await expect(page.getByText("Paste the key, on one line.")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue(THIRD);
  await page.getByLabel("API key").fill(secretOf(THIRD));
  await page.getByText("Address, model ids and betas").click();
  await page.getByLabel("Address", { exact: true }).fill(standInUrl());
  await page.getByLabel(MODEL.name, { exact: true }).check();
  await page.getByRole("button", { name: "Save and test" }).click();
  await expect(page.getByText(`“${THIRD}” is saved and disabled.`)).toBeVisible();
  await page.getByRole("button", { name: "Test this account" }).click();
  await expect(page.getByText("It works")).toBeVisible();
  await page.goto("/admin/upstreams");
  await expect(row(page, THIRD)).toContainText("Disabled");

  // So it is weighed, edited, drained and deleted.
  await weightOf(page, THIRD)
    .getByRole("button", { name: /^Raise/ })
    .click();
  await expect(weightOf(page, THIRD)).toHaveText("2");
  await page
    .getByRole("button", { name: `Actions for ${THIRD}` })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1, name: THIRD })).toBeVisible();
  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByLabel("Weight").fill("none");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("A whole number from 1 to 1,000.")).toBeVisible();
  await page.getByRole("link", { name: "Replace the credentials" }).click();
  await page.getByLabel("Weight").fill("5");
  await page.getByLabel("API key").fill(secretOf(THIRD));
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(`“${THIRD}” is saved.`)).toBeVisible();
  await page.getByLabel("Draining").check();
  await page.getByRole("button", { name: "Set status" }).click();
  await expect(page.getByText("The status is set.")).toBeVisible();
  await expect(page.getByRole("term").filter({ hasText: "Status" }).locator("xpath=following-sibling::dd")).toContainText("Draining");
  await page.getByText(`Delete “${THIRD}”?`).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.waitForURL("**/admin/upstreams");
  await expect(row(page, THIRD)).toHaveCount(0);
  await context.close();
});

test("the page does not exist for a person who is not an admin", async ({ page }) => {
  await signUp(page);
  expect((await page.goto("/admin/upstreams"))?.status()).toBe(404);
  await page.goto("/overview");
  await expect(page.getByRole("link", { name: "Upstreams" })).toHaveCount(0);
});

test("deleted accounts are gone", async ({ page }) => {
  await signIn(page, admin());
  await openPage(page);
  // The others' account last, so that they always have one.
  for (const name of [FIRST, SECOND, OTHERS]) {
    await choose(page, name, "Delete");
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    // While it is open, no row behind it can be found by its role.
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(row(page, name)).toHaveCount(0);
  }
});

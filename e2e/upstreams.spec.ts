import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import { admin, createKey, openDialog, signIn, signUp, topUp } from "./steps";

// A model that no other journey calls, so that the upstream accounts of this one get none of the others' calls.
const MODEL = { id: "claude-mythos-5-2", name: "Claude Mythos 5.2" };
const run = randomBytes(3).toString("hex");
const OTHERS = `others-${run}`;
const FIRST = `first-${run}`;
const SECOND = `second-${run}`;
const secretOf = (name: string) => `sk-canary-${name}`;

test.describe.configure({ mode: "serial" });

/** The address of the sandbox's Claude, from its log. */
function standInUrl(): string {
  const log = readFileSync(path.join(process.env.E2E_DATA_DIR ?? "", "logs", "stand-in-claude.log"), "utf8");
  return /listening on (http:\S+)/.exec(log)?.[1] ?? "";
}

const row = (page: Page, name: string) => page.getByRole("row", { name: new RegExp(`^${name} `) });

async function openPage(page: Page): Promise<void> {
  await page.goto("/admin/upstreams");
  await expect(page.getByRole("heading", { name: "Upstreams" })).toBeVisible();
}

type Typed = { name: string; secret: string; baseUrl?: string };

async function fillNew(page: Page, { name, secret, baseUrl = standInUrl() }: Typed): Promise<void> {
  await openDialog(page, page.getByRole("button", { name: "Add account" }).first());
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("API key").fill(secret);
  await page.getByText("Address, model ids and betas").click();
  await page.getByLabel("Address", { exact: true }).fill(baseUrl);
}

async function submitNew(page: Page, name: string): Promise<void> {
  await page.getByRole("dialog").getByRole("button", { name: "Add account" }).click();
  await expect(page.getByText(`“${name}” is added.`)).toBeVisible();
}

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
  await openDialog(page, row(page, FIRST).getByRole("button", { name: "Edit" }));
  await expect(page.getByText("Those that there are (API key) are not shown.")).toBeVisible();
  await page.reload();
  expect(await page.content()).toContain(FIRST);
  const shown = [await page.content(), ...(await Promise.all(told))].join("\n");
  for (const name of [FIRST, SECOND]) expect(shown).not.toContain(secretOf(name));
});

test("an error stands at its field, and no typed text is lost", async ({ page }) => {
  await signIn(page, admin());
  await openPage(page);
  await fillNew(page, { name: FIRST, secret: "sk-typed", baseUrl: "http://elsewhere.example" });
  await page.getByRole("dialog").getByRole("button", { name: "Add account" }).click();
  await expect(
    page.getByText("Write a public https://… address, without a password or a question mark. Other hosts have to be listed"),
  ).toBeVisible();
  await page.getByLabel("Address", { exact: true }).fill(standInUrl());
  await page.getByRole("dialog").getByRole("button", { name: "Add account" }).click();
  await expect(page.getByText("Another account has this name.")).toBeVisible();
  await expect(page.getByLabel("API key")).toHaveValue("sk-typed");
  await page.getByLabel("Kind").selectOption("vertex");
  await page.getByRole("dialog").getByRole("button", { name: "Add account" }).click();
  await expect(page.getByText("Paste the JSON file of a service account")).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test("an account is tested with one call, and wrong credentials show that it does not work", async ({ page }) => {
  await signIn(page, admin());
  await openPage(page);
  await openDialog(page, row(page, FIRST).getByRole("button", { name: "Test" }));
  await page.getByRole("button", { name: "Test this account" }).click();
  await expect(page.getByText("It works")).toBeVisible();
  await expect(page.getByText(`${MODEL.id} answered.`)).toBeVisible();
  await page.keyboard.press("Escape");
  await openDialog(page, row(page, SECOND).getByRole("button", { name: "Edit" }));
  await page.getByLabel("Replace the credentials").check();
  await page.getByLabel("API key").fill("sk-invalid");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(`“${SECOND}” is saved.`)).toBeVisible();
  await openDialog(page, row(page, SECOND).getByRole("button", { name: "Test" }));
  await page.getByRole("button", { name: "Test this account" }).click();
  await expect(page.getByText("It does not work")).toBeVisible();
  await expect(page.getByText(/401|x-api-key/)).toHaveCount(0);
  await page.keyboard.press("Escape");
  await openDialog(page, row(page, SECOND).getByRole("button", { name: "Edit" }));
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
  await openDialog(page, row(page, FIRST).getByRole("button", { name: "State" }));
  await page.getByLabel("Draining").check();
  await page.getByRole("button", { name: "Set state" }).click();
  await expect(row(page, FIRST)).toContainText("Draining");
  await expect.poll(() => shares(2)).toEqual([0, 2]);
  expect(await shares(12)).toEqual([0, 12]);
});

test("the later of two windows on one account gets a message, and none of it is saved", async ({ page, context }) => {
  await signIn(page, admin());
  const other = await context.newPage();
  for (const each of [page, other]) {
    await openPage(each);
    await openDialog(each, row(each, SECOND).getByRole("button", { name: "Edit" }));
  }
  await page.getByLabel("Weight").fill("3");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(row(page, SECOND).getByRole("cell", { name: "3", exact: true })).toBeVisible();
  await other.getByLabel("Weight").fill("7");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(other.getByText("Somebody changed this account since you opened it.")).toBeVisible();
  await openPage(other);
  await expect(row(other, SECOND).getByRole("cell", { name: "3", exact: true })).toBeVisible();
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
    await openDialog(page, row(page, name).getByRole("button", { name: "Delete" }));
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    // While it is open, no row behind it can be found by its role.
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(row(page, name)).toHaveCount(0);
  }
});

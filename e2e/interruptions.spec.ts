import { expect, type Page, test } from "@playwright/test";
import { admin, signIn, signUp } from "./steps";

const ODD = ["\0", "\x1b[31m", "\u202e", "😀", "'; DROP TABLE wallet; --", "m".repeat(4_000)];

/** Addresses with values that nobody meant. */
function oddAddresses(): string[] {
  const usage = ["model", "key", "outcome", "stream", "cursor", "range", "since", "until", "measure", "group"];
  const calls = ["model", "key", "outcome", "stream", "cursor", "before", "range", "since", "until", "id", "sort", "columns"];
  const fields = [...usage.map((name) => `/usage?${name}=`), ...calls.map((name) => `/calls?${name}=`), "/calls/export?format="];
  const others = ["/billing?topups=", "/billing?entries=", "/billing/return?topup=", "/calls/", "/verify?token=", "/reset-password?token="];
  return [
    ...[...fields, ...others].flatMap((start) => ODD.map((value) => start + encodeURIComponent(value))),
    ...["0002-11-20", "0202-11-20", "9999-12-31", "2026-02-30", "11202026"].flatMap((day) => [
      `/usage?since=${day}`,
      `/usage?until=${day}`,
      `/calls?since=${day}`,
      `/calls/export?until=${day}`,
    ]),
  ];
}

/** The filters that have a value in the page's address. */
const filters = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);

test("an address with odd values shows its page, or says that there is none", async ({ page }) => {
  await signUp(page);
  for (const address of oddAddresses()) {
    const answer = await page.request.get(address);
    expect([address.slice(0, 60), answer.status() < 500]).toEqual([address.slice(0, 60), true]);
  }
});

test("a typed date filters once it is sent, a year at a time changes nothing", async ({ page }) => {
  await signUp(page);
  await page.goto("/calls");
  await page.locator("summary").filter({ hasText: "Any time" }).click();
  const since = page.getByLabel("From day");
  await page.getByLabel("To day").fill("2026-11-28");
  await since.focus();
  await page.keyboard.type("11202026", { delay: 100 });
  expect(filters(page)).toEqual({});
  await page.keyboard.press("Enter");
  await expect.poll(() => filters(page)).toEqual({ since: "2026-11-20", until: "2026-11-28" });
  await expect(page.locator("summary").filter({ hasText: "Nov 20, 2026 to Nov 28, 2026" })).toBeVisible();
  // What cannot be a day of a call is not sent.
  await page.locator("summary").filter({ hasText: "Nov 20, 2026" }).click();
  await since.fill("0002-11-20");
  await page.getByRole("button", { name: "Show these days" }).click();
  expect(filters(page)).toEqual({ since: "2026-11-20", until: "2026-11-28" });
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Clear filters" }).first().click();
  await expect.poll(() => filters(page)).toEqual({});
  // Filters replace each other in the history: one step back leaves the page.
  await page.goBack();
  await expect.poll(() => new URL(page.url()).pathname).toBe("/overview");
});

test("what does not exist keeps the shell, for a person and for an admin", async ({ page, browser }) => {
  await signUp(page);
  for (const address of ["/calls/0198c0de-0000-7000-8000-000000000000", "/calls/nonsense"]) {
    expect((await page.goto(address))?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1, name: "There is nothing here" })).toBeVisible();
    await expect(page.getByRole("main")).toHaveCount(1);
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Keys" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Keys" })).toBeVisible();
  }
  const desk = await (await browser.newContext({ baseURL: process.env.E2E_BASE_URL ?? "" })).newPage();
  await signIn(desk, admin());
  expect((await desk.goto("/admin/prices?model=nope"))?.status()).toBe(404);
  await expect(desk.getByRole("main").getByRole("link", { name: "Overview" })).toBeVisible();
  await expect(desk.getByRole("main")).toHaveCount(1);
  await desk.context().close();
});

test("a page sends the browser its own texts alone", async ({ page }) => {
  const visitor = await page.request.get("/sign-in");
  expect(await visitor.text()).not.toMatch(/UPSTREAM_CREDENTIALS_KEY|"upstreams"|"snippets"/);
  await signUp(page);
  const overview = await (await page.request.get("/overview")).text();
  expect(overview).not.toContain("UPSTREAM_CREDENTIALS_KEY");
});

test("each row of the price table has its figures below their own heads, an empty one as a dash", async ({ page }) => {
  await signIn(page, admin());
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto("/admin/prices?model=claude-sonnet-4-6&kind=sale");
  for (const name of ["Prices in force, USD per million tokens", "Figures of the new version"]) {
    const table = page.getByRole("table", { name });
    const heads = await table.getByRole("columnheader").evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().right));
    for (const row of await table.locator("tbody").first().locator("tr").all()) {
      const cells = await row.locator("th, td").evaluateAll((all) => all.map((cell) => cell.getBoundingClientRect().right));
      expect(cells).toEqual(heads);
    }
  }
  await expect(page.getByRole("table", { name: "Figures of the new version" }).getByRole("row", { name: /^Output \d/ })).toContainText("–");
});

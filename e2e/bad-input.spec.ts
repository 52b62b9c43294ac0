import { expect, type Locator, type Page, test } from "@playwright/test";
import { createKey, newPerson, openFromMenu, openNewKey, signIn, signUp } from "./steps";

/** Every field that a form marks as wrong, by its label, with the message beside it. */
async function marked(form: Locator): Promise<string[]> {
  const fields = form.locator("[aria-invalid=true]");
  return fields.evaluateAll((all) =>
    all.map((field) => {
      const ids = field.getAttribute("aria-describedby")?.split(" ") ?? [];
      const message = ids.map((id) => document.getElementById(id)).find((each) => each?.getAttribute("role") === "alert");
      return `${field.getAttribute("name")}: ${message?.textContent}`;
    }),
  );
}

const formWith = (page: Page, label: string) => page.locator("form", { has: page.getByLabel(label, { exact: true }) });

test("sign-up marks both fields at once and keeps what was typed", async ({ page }) => {
  await page.goto("/sign-up");
  // A form that is sent before the page's scripts run is rendered again by the server, which never sends a password back.
  await page.waitForLoadState("networkidle");
  const form = formWith(page, "Email");
  await page.getByLabel("Email").fill("<script>alert(1)</script>");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect
    .poll(() => marked(form))
    .toEqual(["email: Enter an email address, such as ada@example.com.", "password: Use 8 to 200 characters, and not a common password."]);
  await expect(page.getByLabel("Email")).toHaveValue("<script>alert(1)</script>");
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("short");
  await page.getByRole("button", { name: "Show characters" }).click();
  await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("type", "text");
});

for (const [path, button] of [
  ["/sign-in", "Sign in"],
  ["/sign-up", "Create account"],
  ["/forgot-password", "Send the link"],
] as const) {
  test(`an empty form at ${path} marks each of its fields`, async ({ page }) => {
    await page.goto(path);
    const form = formWith(page, "Email");
    await form.getByRole("button", { name: button, exact: true }).click();
    const fields = path === "/forgot-password" ? 1 : 2;
    await expect.poll(async () => (await marked(form)).length).toBe(fields);
    expect((await marked(form)).join()).not.toContain("undefined");
  });
}

for (const path of ["/reset-password", "/reset-password?token=long-dead", "/reset-password?token=%00"]) {
  test(`${path} asks for no new password, and sends a new link`, async ({ page }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: "This link does not work" })).toBeVisible();
    await expect(page.getByLabel("Password", { exact: true })).toHaveCount(0);
    await page.getByLabel("Email").fill(newPerson().email);
    await page.getByRole("button", { name: "Send the link" }).click();
    await expect(page.getByText("Check your mail")).toBeVisible();
  });
}

const NAMES: [string, string][] = [
  ["", "Enter a name."],
  ["   ", "Enter a name."],
  ["\u200b\u2060", "Enter a name with at least one visible character."],
  ["\u202e", "Enter a name with at least one visible character."],
  ["a\tb", "Remove line breaks, tabs and other control characters from the name."],
  ["x".repeat(81), "Use at most 80 characters."],
];

test("a refused name of a key is marked with its own sentence and stays in the field", async ({ page }) => {
  await signUp(page);
  await openNewKey(page);
  const form = formWith(page, "Name");
  for (const [name, message] of NAMES) {
    await page.getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Create key" }).last().click();
    await expect.poll(() => marked(form)).toEqual([`name: ${message}`]);
    await expect(page.getByLabel("Name")).toHaveValue(name);
  }
});

test("a name is stored without invisible characters, isolated, and a similar one gets a word", async ({ page }) => {
  await signUp(page);
  await createKey(page, "\u202eLap\u200btop\u202c");
  await page.reload();
  await expect(
    page
      .locator("bdi")
      .filter({ hasText: /^Laptop$/ })
      .first(),
  ).toBeVisible();
  await createKey(page, "laptop");
  await expect(page.getByText("You also have a key named “Laptop”.")).toBeVisible();
  await page.reload();
  await createKey(page, "<script>alert(1)</script>");
  await page.reload();
  await expect(page.getByText("<script>alert(1)</script>").filter({ visible: true })).toBeVisible();
});

const AMOUNTS: [string, string][] = [
  ["", "Enter an amount."],
  ["abc", "Enter the amount in US dollars, such as 25 or 25.50."],
  ["1,000", "Leave out the comma between thousands: 1000, not 1,000."],
  ["20,50", "Put a point before the cents: 20.50, not 20,50."],
  ["２０", "Use the digits 0 to 9, such as 25."],
  ["20.005", "Use at most two digits after the point."],
  ["-5", "The smallest top-up is $5.00."],
  ["99999999999999999999", "The largest top-up is $2,000.00. For more, top up twice."],
];

test("each wrong amount gets its own sentence, first as the reason for no total, then at the field", async ({ page }) => {
  await signUp(page);
  await page.goto("/billing");
  const form = formWith(page, "Amount");
  for (const [amount, message] of AMOUNTS) {
    await page.getByLabel("Amount").fill(amount);
    await expect(form).toContainText(`No total yet. ${message}`);
    await page.getByRole("button", { name: "Top up" }).click();
    await expect.poll(() => marked(form)).toEqual([`amount: ${message}`]);
    await expect(page.getByLabel("Amount")).toHaveValue(amount);
  }
  await page.getByLabel("Amount").fill("25");
  await expect(form.getByRole("button", { name: "Top up $25.00", exact: true })).toBeVisible();
  await expect(form).toContainText("You pay$25.00");
});

test("the limits of a key mark every wrong field at once, and a filled dialog is not dropped", async ({ page }) => {
  await signUp(page);
  await createKey(page, "Narrow");
  await page.reload();
  const dialog = await openLimits(page);
  const typed = { "Budget in dollars": "abc", "Requests a minute": "-1", "Tokens a minute": "1.5", "IP addresses": "999.1.1.1 hello" };
  for (const [label, text] of Object.entries(typed)) await dialog.getByLabel(label).fill(text);
  await dialog.getByRole("button", { name: "Save limits" }).click();
  await expect
    .poll(() => marked(dialog))
    .toEqual([
      "budget: Enter dollars above zero, with a point before the cents: 25 or 12.50.",
      "requestsPerMinute: Enter a whole number from 1 to 1000000000.",
      "tokensPerMinute: Enter a whole number from 1 to 1000000000.",
      "addresses: Enter up to 100 addresses or networks: 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32.",
    ]);
  for (const [label, text] of Object.entries(typed)) await expect(dialog.getByLabel(label)).toHaveValue(text);
  await page.keyboard.press("Escape");
  const question = page.getByRole("dialog").last();
  await question.getByRole("button").last().click();
  await expect(dialog.getByLabel("Budget in dollars")).toHaveValue("abc");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a dialog whose session ended keeps what was typed, and works after signing in beside it", async ({ page, context }) => {
  const person = await signUp(page);
  await createKey(page, "Narrow");
  await page.reload();
  const dialog = await openLimits(page);
  await dialog.getByLabel("Budget in dollars").fill("12.50");
  await context.clearCookies();
  await dialog.getByRole("button", { name: "Save limits" }).click();
  const link = dialog.getByRole("alert").getByRole("link");
  await expect(link).toHaveAttribute("href", "/sign-in?next=%2Fkeys");
  await expect(dialog.getByLabel("Budget in dollars")).toHaveValue("12.50");
  const tab = await context.newPage();
  await signIn(tab, person);
  await tab.close();
  await dialog.getByRole("button", { name: "Save limits" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("row", { name: /Narrow/ })).toContainText("$12.50");
});

test("a tampered cookie is an ended session, and a form of another site does nothing", async ({ page, context }) => {
  await signUp(page);
  await openNewKey(page);
  await page.getByLabel("Name").fill("Kept");
  const cookies = await context.cookies();
  await context.addCookies(
    cookies.map((cookie) => (cookie.name.includes("session") ? { ...cookie, value: `${cookie.value.slice(0, -3)}abc` } : cookie)),
  );
  await page.getByRole("button", { name: "Create key" }).last().click();
  await expect(page.getByText("Your session has ended")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("Kept");
  await context.addCookies(cookies);
  const foreign = await page.request.post("/keys", { headers: { origin: "https://evil.example" }, form: { name: "Foreign" } });
  expect(foreign.status()).toBe(403);
  await page.goto("/keys");
  await expect(page.getByText("Foreign")).toHaveCount(0);
});

async function openLimits(page: Page): Promise<Locator> {
  await openFromMenu(page, "Limits");
  return page.getByRole("dialog", { name: /^Limits of/ });
}

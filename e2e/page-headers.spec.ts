import { expect, type Page, test } from "@playwright/test";
import { admin, createKey, openDialog, signIn, signUp, topUp } from "./steps";

/** The browser's reports of policy violations, on every page that is opened from now on. */
async function violationsOn(page: Page): Promise<string[]> {
  const seen: string[] = [];
  await page.exposeFunction("reportViolation", (what: string) => seen.push(what));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample, documentURI }) => {
      const { reportViolation } = window as unknown as { reportViolation(what: string): void };
      reportViolation(`${documentURI}: ${violatedDirective} ${blockedURI} ${sample}`);
    });
  });
  page.on("console", (message) => {
    if (/Content Security Policy|Content-Security-Policy/.test(message.text())) seen.push(message.text());
  });
  return seen;
}

/** The page's headers are right, and each of its scripts may run: it has the nonce of this very answer. */
async function expectGuarded(page: Page, path: string): Promise<void> {
  const answer = await page.goto(path);
  const headers = answer?.headers() ?? {};
  const policy = headers["content-security-policy"] ?? "";
  const nonce = /script-src [^;]*'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
  expect([path, policy]).toEqual([path, expect.stringMatching(/frame-ancestors 'none'/)]);
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "same-origin" });
  expect(nonce.length).toBeGreaterThanOrEqual(22);
  const scripts = [...(await (answer as NonNullable<typeof answer>).text()).matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
  await page.waitForLoadState("networkidle");
}

const OUTSIDE = [
  "/",
  "/prices",
  "/docs/api",
  "/docs/api/calls",
  "/sign-in",
  "/sign-up",
  "/forgot-password",
  "/reset-password?token=x",
  "/verify?token=x",
  "/nowhere",
];
const INSIDE = [
  "/overview",
  "/keys",
  "/usage",
  "/calls",
  "/billing",
  "/account",
  "/calls/0198c0de-0000-7000-8000-000000000000",
  "/sign-out",
];
const ADMIN = ["/admin", "/admin/prices", "/admin/upstreams", "/admin/limits", "/admin/payments"];

for (const theme of ["light", "dark"] as const) {
  test(`no page breaks its own policy, in the ${theme} theme`, async ({ page }) => {
    test.setTimeout(240_000);
    const violations = await violationsOn(page);
    await page.addInitScript((chosen) => localStorage.setItem("theme", chosen), theme);
    for (const path of OUTSIDE) await expectGuarded(page, path);
    // The script that sets the theme before anything is drawn has run.
    await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
    await signIn(page, admin());
    for (const path of [...INSIDE, ...ADMIN]) await expectGuarded(page, path);
    await page.goto("/admin/upstreams");
    await openDialog(page, page.getByRole("button", { name: /account/i }).first());
    await page.keyboard.press("Escape");
    expect(violations).toEqual([]);
  });
}

test("a new key, a top-up and their notices break no policy", async ({ page }) => {
  const violations = await violationsOn(page);
  await signUp(page);
  await topUp(page, "20");
  await createKey(page);
  await page.getByLabel("I have stored it").check();
  await page.getByRole("button", { name: "Done" }).click();
  await page.goto("/keys");
  await openDialog(page, page.getByRole("button", { name: "Revoke" }).first());
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText(/is revoked/).first()).toBeVisible();
  await page.getByRole("link", { name: "Your account" }).click();
  await page.getByRole("menuitemradio", { name: "dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(violations).toEqual([]);
});

test("without scripts too, every page is shown, and a top-up leads to the payment page", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await signUp(page);
  for (const path of ["/overview", "/keys", "/usage", "/calls", "/account", "/billing"]) {
    await page.goto(path);
    await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toBeVisible();
  }
  await page.getByRole("button", { name: "Top up" }).click();
  await page.waitForURL(/pay/);
  await context.close();
});

test("a response that is not a page declares its type, and cannot be framed", async ({ page }) => {
  for (const path of ["/api/health", "/icon.svg", "/api/auth/csrf"]) {
    expect((await page.request.get(path)).headers()["x-content-type-options"]).toBe("nosniff");
  }
  expect((await page.request.get("/api/auth/verify-request")).headers()["content-security-policy"]).toContain("frame-ancestors 'none'");
  const refused = await page.request.post("/overview", { headers: { origin: "https://evil.example" } });
  expect([refused.status(), refused.headers()["content-security-policy"]]).toEqual([
    403,
    expect.stringContaining("frame-ancestors 'none'"),
  ]);
});

import { expect, type Page, type Response, test } from "@playwright/test";
import { signUp } from "./steps";

const PAGES = ["/", "/prices", "/docs/api", "/docs/api/calls", "/docs/api/errors"];

/** Opens a page until it comes ready: the first reader has it rendered, and it is kept for the next ones. */
async function openReady(page: Page, path: string): Promise<Response> {
  let answer: Response | null = null;
  await expect(async () => {
    answer = await page.goto(path);
    expect(answer?.headers()["x-relais-page-ready"]).toBe("1");
  }).toPass({ timeout: 30_000 });
  return answer as unknown as Response;
}

const nonceOf = (answer: Response) => /'nonce-([^']+)'/.exec(answer.headers()["content-security-policy"] ?? "")?.[1] ?? "";

test("pages of the site are ready before they are asked for, and each answer has a nonce of its own on every script", async ({ page }) => {
  test.setTimeout(180_000);
  const errors: string[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  for (const path of PAGES) {
    const nonces: string[] = [];
    for (const _ of [1, 2]) {
      const answer = await openReady(page, path);
      const [nonce, html] = [nonceOf(answer), await answer.text()];
      expect(answer.headers()["content-security-policy"]).not.toMatch(/script-src[^;]*unsafe/);
      const scripts = [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
      expect(scripts.length).toBeGreaterThan(0);
      expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
      expect(new Set([...html.matchAll(/nonce="([^"]+)"/g)].map(([, each]) => each))).toEqual(new Set([nonce]));
      await page.waitForLoadState("networkidle");
      nonces.push(nonce);
    }
    expect(new Set(nonces).size).toBe(2);
  }
  // The page is alive: its scripts were allowed to run.
  await openReady(page, "/");
  await page.getByLabel("Calls a day").fill("10");
  await expect(page.locator("#saving output")).toContainText("Caching costs more by");
  expect(errors).toEqual([]);
});

test("a ready page knows whether somebody is signed in, and what it says of that is for nobody else", async ({ browser, page }) => {
  await signUp(page);
  await openReady(page, "/prices");
  await expect(page.getByRole("banner").getByRole("link", { name: "Open portal" })).toBeVisible();
  const context = await browser.newContext({ baseURL: process.env.E2E_BASE_URL });
  const stranger = await context.newPage();
  await openReady(stranger, "/prices");
  await expect(stranger.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  await context.close();
});

test("nobody else can have a page rendered with the nonce that is replaced, nor get a ready one by another question", async ({ page }) => {
  await openReady(page, "/prices");
  const headers = { accept: "text/html", "sec-fetch-dest": "document" };
  const get = async (path: string, more: Record<string, string>) => page.request.get(path, { headers: { ...headers, ...more } });
  const nonces = await Promise.all(
    ["", "AAAA", "A".repeat(43)].map(
      async (secret) => (await get("/prices", { "x-relais-render-ahead": secret })).headers()["content-security-policy"],
    ),
  );
  expect(new Set(nonces).size).toBe(3);
  for (const answer of [await get("/prices?a=1", {}), await get("/sign-in", {}), await get("/prices", { "sec-fetch-dest": "empty" })])
    expect([answer.url(), answer.headers()["x-relais-page-ready"]]).toEqual([answer.url(), undefined]);
});

import AxeBuilder from "@axe-core/playwright";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { classPairs } from "./class-pairs";
import { ADMIN_PAGES, CUSTOMER_PAGES, OPEN_PAGES, SIZES, THEMES } from "./pages";
import { admin, createKey, type Person, signIn, signUp, topUp } from "./steps";

test.describe.configure({ mode: "serial", timeout: 600_000 });

let person: Person;
let receipt: string;

test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage({ baseURL: process.env.E2E_BASE_URL });
  person = await signUp(page);
  await topUp(page, "20");
  const secret = await createKey(page, "Look");
  const answer = await page.request.post("/api/v1/messages", {
    headers: { "x-api-key": secret },
    data: { model: "claude-opus-5-5", max_tokens: 60, messages: [{ role: "user", content: "What is worth looking at?" }] },
  });
  expect(answer.status()).toBe(200);
  await page.goto("/usage");
  receipt = (await page.locator('a[href*="/calls/"]').first().getAttribute("href")) ?? "";
  await page.close();
});

const VISITORS = [
  { who: "anybody", paths: () => OPEN_PAGES, visitor: () => null },
  { who: "a customer", paths: () => [...CUSTOMER_PAGES, receipt], visitor: () => person },
  { who: "an admin", paths: () => ADMIN_PAGES, visitor: admin },
];

for (const colorScheme of THEMES) {
  for (const { who, paths, visitor } of VISITORS) {
    test(`every page of ${who} can be read at every width in the ${colorScheme} theme`, async ({ browser }) => {
      await look(browser, colorScheme, paths(), visitor());
    });
  }
}

async function look(browser: Browser, colorScheme: "light" | "dark", paths: string[], visitor: Person | null): Promise<void> {
  const context = await browser.newContext({ baseURL: process.env.E2E_BASE_URL, colorScheme });
  const page = await context.newPage();
  if (visitor) await signIn(page, visitor);
  for (const path of paths) {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      const answer = await page.goto(path);
      expect(answer?.status(), path).toBe(200);
      await page.waitForLoadState("networkidle");
      await expectReadable(page, `${path} at ${size.width} (${colorScheme})`);
    }
  }
  await context.close();
}

async function expectReadable(page: Page, where: string): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow, `${where} scrolls sideways`).toBeLessThanOrEqual(0);
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
  expect(
    violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target).join(" ")}`),
    where,
  ).toEqual([]);
  expect(await classPairs(page), where).toEqual([]);
  const folder = process.env.E2E_PICTURES;
  if (folder) await page.screenshot({ path: `${folder}/${where.replace(/[^\w]+/g, "-")}.png`, fullPage: true });
}

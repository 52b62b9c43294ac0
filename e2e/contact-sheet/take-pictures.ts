import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { findChromium } from "../../dev/chromium";
import { onStartedProduct } from "../../dev/started-product";
import { ADMIN_PAGES, CUSTOMER_PAGES, OPEN_PAGES, SIZES, THEMES } from "../pages";
import { type Person, signIn } from "../steps";
import { contactSheet, type Picture } from "./sheet";

/**
 * `npm run contact-sheet`: pictures of every page at each width in each theme, and one sheet for each theme and width, so that somebody
 * can look at the whole portal at once. Without E2E_BASE_URL it starts the demo, whose pages are full. The first argument names the folder.
 */
const folder = path.resolve(process.argv[2] ?? "test-results/contact-sheet");
mkdirSync(folder, { recursive: true });

if (process.env.E2E_BASE_URL) await takePictures(process.env.E2E_BASE_URL, process.env.E2E_START_OUTPUT ?? "");
else await onStartedProduct((product) => takePictures(product.url, product.output()), ["--demo"]);

async function takePictures(url: string, output: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: await findChromium(), args: ["--no-sandbox", "--disable-gpu"] });
  try {
    for (const theme of THEMES) {
      const pictures = [
        ...(await picturesOf(browser, url, theme, null)),
        ...(await picturesOf(browser, url, theme, login("Customer", output) ?? login("Admin", output))),
        ...(await picturesOf(browser, url, theme, login("Admin", output), ADMIN_PAGES)),
      ];
      for (const { width } of SIZES) await printSheet(browser, `${theme}-${width}`, contactSheet(pictures, width));
    }
  } finally {
    await browser.close();
  }
  console.log(`Pictures and sheets: ${folder}`);
}

/** What somebody sees at each width; without a person, the open pages. */
async function picturesOf(
  browser: Browser,
  url: string,
  theme: "light" | "dark",
  person: Person | null,
  paths?: string[],
): Promise<Picture[]> {
  const context = await browser.newContext({ baseURL: url, colorScheme: theme, locale: "en-US", reducedMotion: "reduce" });
  const page = await context.newPage();
  if (person) await signIn(page, person);
  const addresses = paths ?? (person ? [...CUSTOMER_PAGES, ...(await pagesWithIds(page))] : OPEN_PAGES);
  const pictures: Picture[] = [];
  for (const address of addresses) {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await page.goto(address);
      await page.waitForLoadState("networkidle", { timeout: 10_000 }).catch(() => {
        // A page that keeps a connection open never falls silent. What it shows by now is its picture.
      });
      const file = `${
        address
          .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, "id")
          .replace(/\W+/g, "-")
          .replace(/^-|-$/g, "") || "home"
      }-${theme}-${size.width}.png`;
      const image = await page.screenshot({ path: path.join(folder, file) });
      pictures.push({ address, width: size.width, height: size.height, image });
    }
  }
  await context.close();
  return pictures;
}

/** The newest receipt, and the first key that has a page. */
async function pagesWithIds(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const [list, pattern] of [["/usage", /^\/calls\/[0-9a-f-]{36}$/] as const, ["/keys", /^\/keys\/[0-9a-f-]{36}$/] as const]) {
    await page.goto(list);
    const links = await page.locator("main a[href]").evaluateAll((all) => all.map((each) => each.getAttribute("href") ?? ""));
    const first = links.find((href) => pattern.test(href));
    if (first) found.push(first);
  }
  return found;
}

async function printSheet(browser: Browser, name: string, html: string): Promise<void> {
  writeFileSync(path.join(folder, `sheet-${name}.html`), html);
  const page = await browser.newPage({ viewport: { width: 1_600, height: 1_000 } });
  await page.setContent(html, { waitUntil: "load" });
  await page.screenshot({ path: path.join(folder, `sheet-${name}.png`), fullPage: true });
  await page.close();
}

function login(who: string, output: string): Person | null {
  const [, email, password] = new RegExp(`${who}\\s+(\\S+)\\s+password (.+)`).exec(output) ?? [];
  return email && password ? { email, password } : null;
}

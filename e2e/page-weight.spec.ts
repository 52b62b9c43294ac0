import { gzipSync } from "node:zlib";
import { expect, type Page, test } from "@playwright/test";
import { ADMIN_PAGES, CUSTOMER_PAGES, OPEN_PAGES } from "./pages";
import { admin, createKey, signIn, signUp, topUp } from "./steps";

/** What a page may load before it can be used, in bytes after gzip, without charts and what only very old browsers run. */
const SCRIPTS_AT_MOST = 180 * 1_024;
/** Text of a page before gzip. */
const HTML_AT_MOST = 400_000;
/** recharts, which draws beside the page once it is there. */
const CHART = /recharts|CartesianGrid/;

type Weight = { path: string; scripts: number; charts: number; html: number; shift: number; moved: string[] };

type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] };

async function weigh(page: Page, path: string): Promise<Weight> {
  const addresses = new Set<string>();
  page.on("request", (request) => {
    if (request.resourceType() === "script") addresses.add(request.url());
  });
  const answer = await page.goto(path, { waitUntil: "load" });
  // A chart asks for its scripts once the page runs.
  for (let before = -1; before !== addresses.size; ) {
    before = addresses.size;
    await page.waitForTimeout(500);
  }
  page.removeAllListeners("request");
  const scripts = await Promise.all([...addresses].map(async (url) => ({ text: await (await page.request.get(url)).text() })));
  const sizeOf = (each: { text: string }) => gzipSync(each.text).byteLength;
  const sum = (isChart: boolean) =>
    scripts.filter(({ text }) => CHART.test(text) === isChart).reduce((total, each) => total + sizeOf(each), 0);
  const { shift, moved } = await page.evaluate(
    () =>
      new Promise<Pick<Weight, "shift" | "moved">>((resolve) => {
        const result: Pick<Weight, "shift" | "moved"> = { shift: 0, moved: [] };
        new PerformanceObserver((list) => {
          for (const each of list.getEntries() as Shift[]) {
            if (each.hadRecentInput) continue;
            result.shift += each.value;
            result.moved.push(...each.sources.map(({ node }) => node?.textContent?.slice(0, 60) ?? "something removed"));
          }
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(result), 200);
      }),
  );
  return { path, scripts: sum(false), charts: sum(true), html: (await answer?.text())?.length ?? 0, shift, moved };
}

/** The pages that show more once there is a key and a call, and those of one key and of one call. */
async function pagesInUse(page: Page): Promise<string[]> {
  await topUp(page, "10");
  const secret = await createKey(page);
  await page.getByLabel("I have stored").check();
  await page.getByRole("button", { name: "Done" }).click();
  const call = { model: "claude-haiku-4-5", max_tokens: 20, messages: [{ role: "user", content: "Hello" }] };
  const answer = await page.request.post("/api/v1/messages", { headers: { "x-api-key": secret }, data: call });
  expect(answer.status()).toBe(200);
  const linkOn = async (path: string, start: string) => {
    await page.goto(path);
    return (await page.locator(`main a[href^="${start}"]:visible`).first().getAttribute("href")) ?? "";
  };
  return [...CUSTOMER_PAGES, await linkOn("/keys", "/keys/"), await linkOn("/calls", "/calls/")];
}

test("no page loads more scripts than a page may, none is too long, and nothing moves while it loads", async ({ browser }) => {
  test.setTimeout(600_000);
  const weights: Weight[] = [];
  for (const viewport of [
    { width: 1280, height: 900 },
    { width: 360, height: 800 },
  ]) {
    const context = await browser.newContext({ baseURL: process.env.E2E_BASE_URL, viewport });
    const page = await context.newPage();
    for (const path of OPEN_PAGES) weights.push(await weigh(page, path));
    await signUp(page);
    for (const path of CUSTOMER_PAGES) weights.push(await weigh(page, path));
    for (const path of await pagesInUse(page)) weights.push(await weigh(page, path));
    await context.clearCookies();
    await signIn(page, admin());
    for (const path of ADMIN_PAGES) weights.push(await weigh(page, path));
    await context.close();
  }
  const kilobytes = (bytes: number) => (bytes / 1_000).toFixed(0);
  const report = weights.map((each) => {
    const { path, scripts, charts, html, shift } = each;
    return `${path}: scripts ${kilobytes(scripts)} kB, charts ${kilobytes(charts)} kB, HTML ${kilobytes(html)} kB, shift ${shift.toFixed(5)}`;
  });
  console.log(report.join("\n"));
  const tooMuch = weights.filter((each) => each.scripts > SCRIPTS_AT_MOST || each.html > HTML_AT_MOST || each.shift > 0);
  expect(tooMuch).toEqual([]);
});

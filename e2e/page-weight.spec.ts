import { gzipSync } from "node:zlib";
import { expect, type Page, test } from "@playwright/test";
import { CUSTOMER_PAGES, OPEN_PAGES } from "./pages";
import { signUp } from "./steps";

/** What a page may load before it can be used, in bytes after gzip, without charts and what only very old browsers run. */
const SCRIPTS_AT_MOST = 180 * 1_024;
/** These load more than a page may: dialogs and samples that are there before anybody opens them. Their ceiling keeps them from growing. */
const HEAVIER: Record<string, number> = { "/overview": 220_000, "/keys": 214_000 };
/** Text of a page before gzip. */
const HTML_AT_MOST = 400_000;
/** recharts, which draws beside the page once it is there. */
const CHART = /recharts|CartesianGrid/;

type Weight = { path: string; scripts: number; charts: number; html: number; shift: number };

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
  const shift = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let total = 0;
        new PerformanceObserver((list) => {
          for (const each of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
            if (!each.hadRecentInput) total += each.value;
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(total), 200);
      }),
  );
  return { path, scripts: sum(false), charts: sum(true), html: (await answer?.text())?.length ?? 0, shift };
}

test("no page loads more scripts than a page may, none is too long, and nothing moves while it loads", async ({ browser }) => {
  test.setTimeout(300_000);
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
    await context.close();
  }
  const kilobytes = (bytes: number) => (bytes / 1_000).toFixed(0);
  const report = weights.map((each) => {
    const { path, scripts, charts, html, shift } = each;
    return `${path}: scripts ${kilobytes(scripts)} kB, charts ${kilobytes(charts)} kB, HTML ${kilobytes(html)} kB, shift ${shift.toFixed(3)}`;
  });
  console.log(report.join("\n"));
  const tooMuch = weights.filter(
    (each) => each.scripts > (HEAVIER[each.path] ?? SCRIPTS_AT_MOST) || each.html > HTML_AT_MOST || each.shift > 0,
  );
  expect(tooMuch).toEqual([]);
});

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { createKey, signUp, topUp } from "./steps";

const PAGE = "/docs/api";

type Document = { paths: Record<string, Record<string, { operationId: string; summary: string }>> };

test("the page shows every operation of the server's document, each with its own anchor", async ({ page, request }) => {
  const document: Document = await (await request.get("/api/v1/openapi.json")).json();
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  expect(operations.length).toBeGreaterThan(15);
  await page.goto("/");
  await page.getByRole("banner").getByRole("link", { name: "API reference" }).click();
  await page.waitForURL(`**${PAGE}`);
  for (const { operationId, summary } of operations) {
    await expect(page.locator(`#${operationId}`).getByRole("heading", { name: summary, exact: true })).toBeVisible();
  }
  await expect(page.locator("main")).not.toContainText("relais.example");
  await page.goto(`${PAGE}#rotateKey`);
  await expect(page.locator("#rotateKey")).toBeInViewport();
});

test("the contents lead to an operation, and the search shows only matching entries", async ({ page }) => {
  await page.goto(PAGE);
  const contents = page.getByRole("navigation", { name: "Contents" });
  await contents.getByRole("link", { name: "Read the balance" }).click();
  await expect(page.locator("#getBalance")).toBeInViewport();
  await contents.getByRole("searchbox").fill("grace");
  await expect(contents.getByRole("listitem")).toHaveCount(1);
  await contents.getByRole("searchbox").fill("time_zone");
  await expect(contents.getByRole("link", { name: "Sum up" })).toBeVisible();
  await contents.getByRole("searchbox").fill("no such thing");
  await expect(contents.getByText("Nothing is called like that.")).toBeVisible();
});

test("the curl and Node samples of the page call this server unchanged", async ({ page }) => {
  await signUp(page);
  await topUp(page, "5");
  const secret = await createKey(page, "Samples");
  await page.goto(PAGE);
  for (const operationId of ["createChatCompletion", "getBalance", "listModels"]) {
    const sample = await page.locator(`#${operationId}`).getByRole("tabpanel").first().locator("code").innerText();
    expect(sample).toContain(process.env.E2E_BASE_URL ?? "");
    const answer = await runShell(`${sample} --silent --fail`, secret);
    expect(Object.keys(JSON.parse(answer))).toContain("object");
  }
  await page.locator("#getUsage").getByRole("tab", { name: "Node" }).click();
  const program = await page.locator("#getUsage").getByRole("tabpanel").first().locator("code").innerText();
  expect(await runNode(program, secret)).toContain("time_zone");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the page can be read at every width in the ${colorScheme} theme`, async ({ browser }) => {
    // The checker reads every element of a long page, and its colours.
    test.setTimeout(300_000);
    const context = await browser.newContext({ baseURL: process.env.E2E_BASE_URL, colorScheme });
    const page = await context.newPage();
    for (const width of [390, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(PAGE);
      await page.locator("#createKey details").evaluateAll((all: HTMLDetailsElement[]) => {
        for (const each of all) each.open = true;
      });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
      if (width === 768) continue;
      const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
      expect(violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target).join(" ")}`)).toEqual([]);
      const folder = process.env.E2E_PICTURES;
      if (folder) await page.screenshot({ path: `${folder}/reference-${width}-${colorScheme}.png` });
      if (folder) await page.locator("#createKey").screenshot({ path: `${folder}/reference-${width}-${colorScheme}-operation.png` });
      if (folder) await page.locator("#errors").screenshot({ path: `${folder}/reference-${width}-${colorScheme}-errors.png` });
    }
    await context.close();
  });
}

async function runShell(command: string, secret: string): Promise<string> {
  return run("sh", ["-c", command], secret);
}

async function runNode(program: string, secret: string): Promise<string> {
  return run(process.execPath, ["--input-type=module", "-e", program], secret);
}

async function run(command: string, args: string[], secret: string): Promise<string> {
  const { execFile } = await import("node:child_process");
  const { promisify } = await import("node:util");
  const { stdout } = await promisify(execFile)(command, args, { env: { ...process.env, RELAIS_KEY: secret } });
  return stdout;
}

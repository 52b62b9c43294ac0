import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { createKey, signUp, topUp } from "./steps";

const PAGE = "/docs/api";

type Document = { paths: Record<string, Record<string, { operationId: string; summary: string; tags: string[] }>> };

test("every operation of the server's document is on the page of its group, and its old address leads there", async ({ page, request }) => {
  const document: Document = await (await request.get("/api/v1/openapi.json")).json();
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  expect(operations.length).toBeGreaterThan(15);
  await page.goto("/");
  await page.getByRole("banner").getByRole("link", { name: "Docs" }).click();
  await page.waitForURL(`**${PAGE}`);
  for (const { operationId, summary } of operations)
    await expect(page.locator(`#${operationId}`).getByRole("link", { name: summary })).toBeVisible();
  for (const group of new Set(operations.map(({ tags }) => tags[0] ?? ""))) {
    await page.getByRole("main").getByRole("heading", { name: group, exact: true }).getByRole("link").click();
    await page.waitForURL(`**${PAGE}/${group.toLowerCase()}`);
    for (const { operationId, summary } of operations.filter(({ tags }) => tags[0] === group))
      await expect(page.locator(`#${operationId}`).getByRole("heading", { name: summary, exact: true })).toBeVisible();
    await expect(page.locator("main")).not.toContainText("relais.example");
    await page.goto(PAGE);
  }
  await page.goto(`${PAGE}/keys`);
  for (const [anchor, place] of [
    ["rotateKey", "keys#rotateKey"],
    ["keys", "keys"],
    ["headers", "errors#headers"],
  ]) {
    await page.goto("about:blank");
    await page.goto(`${PAGE}#${anchor}`);
    await page.waitForURL(`**${PAGE}/${place}`);
  }
  await page.goto("about:blank");
  await page.goto(`${PAGE}#rotateKey`);
  await expect(page.locator("#rotateKey").getByRole("heading", { level: 2 })).toBeInViewport();
  expect((await page.goto(`${PAGE}/nonsense`))?.status()).toBe(404);
});

test("without scripts an old address stands at the operation's link", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: process.env.E2E_BASE_URL, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${PAGE}#rotateKey`);
  await expect(page.locator("#rotateKey")).toBeInViewport();
  await page.locator("#rotateKey").getByRole("link").click();
  await expect(page.locator("#rotateKey").getByRole("heading", { level: 2 })).toBeInViewport();
  await context.close();
});

test("the contents lead to an operation, and the search shows only matching entries", async ({ page }) => {
  await page.goto(PAGE);
  const contents = page.getByRole("navigation", { name: "Contents" });
  await contents.getByRole("link", { name: "Read the balance" }).click();
  await expect(page.locator("#getBalance").getByRole("heading", { level: 2 })).toBeInViewport();
  await contents.getByRole("searchbox").fill("grace");
  await expect(contents.getByRole("listitem")).toHaveCount(1);
  await contents.getByRole("searchbox").fill("time_zone");
  await expect(contents.getByRole("link", { name: "Sum up" })).toBeVisible();
  await contents.getByRole("searchbox").fill("no such thing");
  await expect(contents.getByText("Nothing was found. Try a path, a field or an error code.")).toBeVisible();
});

test("the curl and Node samples of the pages call this server unchanged", async ({ page }) => {
  await signUp(page);
  await topUp(page, "5");
  const secret = await createKey(page, "Samples");
  for (const [group, operationId] of [
    ["calls", "createChatCompletion"],
    ["account", "getBalance"],
    ["models", "listModels"],
  ]) {
    await page.goto(`${PAGE}/${group}`);
    const sample = await page
      .locator(`#${operationId}`)
      .getByLabel(/ with curl$/)
      .locator("code")
      .innerText();
    expect(sample).toContain(process.env.E2E_BASE_URL ?? "");
    const answer = await runShell(`${sample} --silent --fail`, secret);
    expect(Object.keys(JSON.parse(answer))).toContain("object");
  }
  await page.goto(`${PAGE}/account`);
  const usage = page.locator("#getUsage");
  await expect(usage.getByLabel(/ with Node$/)).toBeHidden();
  await usage.getByText("Node", { exact: true }).click();
  await expect(usage.getByLabel(/ with curl$/)).toBeHidden();
  const program = await usage
    .getByLabel(/ with Node$/)
    .locator("code")
    .innerText();
  expect(await runNode(program, secret)).toContain("time_zone");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the pages can be read at every width in the ${colorScheme} theme`, async ({ browser }) => {
    // The checker reads every element of a long page, and its colours.
    test.setTimeout(300_000);
    const context = await browser.newContext({ baseURL: process.env.E2E_BASE_URL, colorScheme });
    const page = await context.newPage();
    for (const width of [390, 768, 1440]) {
      for (const path of ["", "/keys", "/errors"]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(`${PAGE}${path}`);
        await page.locator("#createKey details").evaluateAll((all: HTMLDetailsElement[]) => {
          for (const each of all) each.open = true;
        });
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(
          0,
        );
        const folder = process.env.E2E_PICTURES;
        if (folder) await page.screenshot({ path: `${folder}/reference${path.replace("/", "-")}-${width}-${colorScheme}.png` });
        if (width === 768) continue;
        const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
        expect(violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target).join(" ")}`)).toEqual([]);
      }
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

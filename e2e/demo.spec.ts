import { type Browser, expect, type Locator, type Page, test } from "@playwright/test";
import pg from "pg";
import { onStartedProduct } from "../dev/started-product";

type Login = { email: string; password: string };

test("npm run demo plays a week that is dated by its calls, priced by the prices of their days, and fills the pages", async ({
  browser,
}) => {
  test.setTimeout(900_000);
  // At the end every charge is priced again, and the wallets are added up.
  await onStartedProduct(
    async (product) => {
      const [, databaseUrl = ""] = /Database\s+(\S+)/.exec(product.output()) ?? [];
      await expectAWeek(databaseUrl);
      const ofAdmin = await signedIn(browser, product.url, login("Admin", product.output()));
      await expectText(ofAdmin, `${product.url}/overview`, ["Recent calls", "Website chat"]);
      await expectText(ofAdmin, `${product.url}/usage`, ["Claude Opus 5.5", "Claude Haiku 5.5", "Nightly summaries", "Research"]);
      await expectText(ofAdmin, `${product.url}/billing`, ["$100.00", "Card declined", "Expired credit", "Welcome, for a short while"]);
      await expectText(ofAdmin, `${product.url}/admin/payments`, ["mira", "charge.dispute.created"]);
      await expectText(ofAdmin, `${product.url}/admin/failures`, ["$40.00", "amount 100"]);
      await expectText(ofAdmin, `${product.url}/admin/upstreams`, ["claude-main", "claude-spare"]);
      await findYesterdaysMostExpensiveCall(ofAdmin, product.url, databaseUrl);
      const ofCustomer = await signedIn(browser, product.url, login("Customer", product.output()));
      await expectText(ofCustomer, `${product.url}/usage`, ["Claude Sonnet 5.5"]);
    },
    ["--demo"],
  );
});

/** A stranger's task from the overview: what yesterday's most expensive call was, and why. Five clicks, or six by way of the usage page. */
async function findYesterdaysMostExpensiveCall(page: Page, url: string, databaseUrl: string): Promise<void> {
  await page.goto(`${url}/overview`);
  let clicks = 0;
  const click = async (target: Locator) => {
    await target.click();
    clicks += 1;
  };
  const calls = page.getByRole("link", { name: "Calls", exact: true }).first();
  if (await calls.isVisible()) await click(calls);
  else {
    await click(page.getByRole("link", { name: "Usage", exact: true }).first());
    await click(page.getByRole("link", { name: "All calls", exact: true }));
  }
  await click(page.locator("summary", { hasText: "Any time" }));
  await click(page.getByRole("link", { name: "Yesterday" }));
  await page.waitForURL(/range=yesterday/);
  await click(page.getByRole("link", { name: "Charge", exact: true }));
  await page.waitForURL(/sort=-charge/);
  await click(
    page
      .getByRole("row")
      .filter({ has: page.getByRole("rowheader") })
      .first(),
  );
  await page.waitForURL(/\/calls\/[0-9a-f-]{36}$/);
  const id = page.url().split("/").at(-1) ?? "";
  const [mostExpensive, why] = await expectedAnswer(databaseUrl, id);
  expect(id).toBe(mostExpensive);
  const receipt = page.locator("section[aria-label='How the charge came about']");
  await expect(receipt.getByRole("row", { name: new RegExp(`^${why}`) })).toBeVisible();
  expect(clicks).toBeLessThanOrEqual(6);
}

/** The most expensive call of yesterday in the workspace of a call, and what most of its charge was for. */
async function expectedAnswer(databaseUrl: string, id: string): Promise<[string, string]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT id, CASE WHEN web_searches > 0 THEN 'Web searches' WHEN output_tokens * 5 > input_tokens THEN 'Output' ELSE 'Input' END AS why
       FROM usage_event WHERE workspace_id = (SELECT workspace_id FROM usage_event WHERE id = $1)
         AND created_at >= date_trunc('day', now(), 'UTC') - interval '1 day' AND created_at < date_trunc('day', now(), 'UTC')
       ORDER BY charge_nano DESC, created_at DESC LIMIT 1`,
      [id],
    );
    return [rows[0]?.id, rows[0]?.why];
  } finally {
    await client.end();
  }
}

/** Seven days before today. No call is younger than it says, and none was priced by a version of another time. */
async function expectAWeek(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(`
      SELECT count(DISTINCT created_at::date) FILTER (WHERE created_at < date_trunc('day', now()))::integer AS days, count(*) > 150 AS is_full, bool_and(created_at = time_of_id(id)) AS is_dated,
        count(*) FILTER (WHERE created_at > now())::integer AS ahead,
        count(*) FILTER (WHERE price_version IS DISTINCT FROM (
          SELECT version FROM price WHERE price.model_id = usage_event.model_id AND kind = 'sale' AND effective_from <= created_at
          ORDER BY effective_from DESC, version DESC LIMIT 1))::integer AS misdated,
        (SELECT count(*)::integer FROM hold) AS holds, (SELECT count(*)::integer FROM wallet WHERE is_frozen) AS frozen
      FROM usage_event`);
    expect(rows).toEqual([{ days: 7, is_full: true, is_dated: true, ahead: 0, misdated: 0, holds: 0, frozen: 0 }]);
    const { rows: outcomes } = await client.query("SELECT DISTINCT coalesce(reason, outcome) AS outcome FROM usage_event ORDER BY 1");
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(
      expect.arrayContaining(["settled", "client_left", "upstream_cut", "upstream_unavailable"]),
    );
  } finally {
    await client.end();
  }
}

function login(who: string, output: string): Login {
  const [, email = "", password = ""] = new RegExp(`${who}\\s+(\\S+)\\s+password (.+)`).exec(output) ?? [];
  return { email, password };
}

async function signedIn(browser: Browser, url: string, { email, password }: Login): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("**/overview");
  return page;
}

async function expectText(page: Page, address: string, texts: string[]): Promise<void> {
  await page.goto(address);
  for (const text of texts) await expect(page.getByRole("main")).toContainText(text);
}

import { expect, test } from "./manner";
import { createKey, rowsOf, signUp, topUp } from "./steps";

const MODEL = "claude-sonnet-5-5";
const CALL = { model: MODEL, max_tokens: 50, messages: [{ role: "user", content: "Hello" }] };

test("a management key made in the portal makes a key that calls, and is refused once it is revoked", async ({ page, request }) => {
  await signUp(page);
  await topUp(page, "5");
  await page.goto("/keys");
  await page.getByRole("link", { name: "Management keys" }).click();
  await page.getByLabel("What will use it").fill("Deploy");
  await page.getByRole("button", { name: "Create management key" }).click();
  const secret = await page.getByTestId("key-secret").innerText();
  expect(secret).toMatch(/^sk-relais-admin-\w{38}$/);
  const headers = { authorization: `Bearer ${secret}` };
  const made = await (await request.post("/api/v1/keys", { headers, data: { name: "By API" } })).json();
  expect((await request.post("/api/v1/messages", { headers: { "x-api-key": made.secret }, data: CALL })).status()).toBe(200);
  expect((await request.post("/api/v1/messages", { headers: { "x-api-key": secret }, data: CALL })).status()).toBe(403);
  await page.reload();
  await expect(page.getByTestId("key-secret")).toHaveCount(0);
  await page.goto("/keys");
  await expect(rowsOf(page, /By API/)).toBeVisible();
  await page.goto("/keys?show=management");
  const row = rowsOf(page, "Deploy");
  await row.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(row).toHaveCount(0);
  expect((await request.get("/api/v1/keys", { headers })).status()).toBe(401);
});

test("a rotated key calls with both secrets during its grace, and its new one is shown once", async ({ page, request }) => {
  await signUp(page);
  await topUp(page, "5");
  const old = await createKey(page, "Laptop");
  await page.getByLabel("I have stored it").check();
  await page.getByRole("button", { name: "Done" }).click();
  const call = async (secret: string) =>
    (await request.post("/api/v1/messages", { headers: { "x-api-key": secret }, data: CALL })).status();
  const rotate = async (grace: string): Promise<string> => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Rotate" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("The old secret works for").selectOption({ label: grace });
    await dialog.getByRole("button", { name: "Rotate" }).click();
    const secret = await dialog.getByTestId("key-secret").innerText();
    await dialog.getByLabel("I have stored it").check();
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(dialog).toHaveCount(0);
    return secret;
  };
  const second = await rotate("24 hours more");
  expect([await call(old), await call(second)]).toEqual([200, 200]);
  await expect(rowsOf(page, `…${old.slice(-4)} until`)).toBeVisible();
  const third = await rotate("no longer: end it now");
  await expect.poll(async () => [await call(old), await call(second), await call(third)], { timeout: 2_000 }).toEqual([401, 401, 200]);
  await expect(page.locator("main")).not.toContainText(third);
});

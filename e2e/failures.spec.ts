import { expect, type Page, test } from "@playwright/test";
import { admin, openDialog, signIn, signUp, topUp } from "./steps";

const inbox = /Mails\s+(\S+)/.exec(process.env.E2E_START_OUTPUT ?? "")?.[1];

// Both wait for the one line of a receipt.
test.describe.configure({ mode: "serial" });

/** A person whose mail server refuses the receipt of a top-up for good. Returns the address. */
async function refusedReceipt(page: Page): Promise<string> {
  const { email } = await signUp(page);
  await page.request.post(`${inbox}/_stand-in/refusals?code=550&times=1&to=${encodeURIComponent(email)}`);
  await topUp(page, "5");
  return email;
}

const receipts = (page: Page) => page.getByRole("row").filter({ hasText: "Mail the receipt of a top-up" });

async function confirm(page: Page, line: ReturnType<typeof receipts>, name: string, submit: string): Promise<void> {
  await openDialog(page, line.getByRole("button", { name }));
  await page.getByRole("dialog").getByRole("button", { name: submit }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
}

test("a mail that its server refuses waits for an admin, who sends it again once the address is accepted", async ({ page, browser }) => {
  const email = await refusedReceipt(page);
  const desk = await (await browser.newContext({ baseURL: process.env.E2E_BASE_URL ?? "" })).newPage();
  await signIn(desk, admin());
  await expect(async () => {
    await desk.goto("/admin/failures");
    await expect(receipts(desk)).toHaveCount(1, { timeout: 1_000 });
  }).toPass();
  await expect(receipts(desk)).toContainText("550 No such user here");
  await confirm(desk, receipts(desk), "Try again", "Try again");
  await expect(receipts(desk)).toHaveCount(0);
  const mails = async () => {
    const answer = await desk.request.get(`${inbox}/_stand-in/mails?to=${encodeURIComponent(email)}`);
    return ((await answer.json()) as { mails: { subject: string }[] }).mails.filter(({ subject }) => /Receipt/.test(subject)).length;
  };
  await expect.poll(mails).toBe(1);
  await desk.context().close();
});

test("a discarded job is gone", async ({ page, browser }) => {
  await refusedReceipt(page);
  const desk = await (await browser.newContext({ baseURL: process.env.E2E_BASE_URL ?? "" })).newPage();
  await signIn(desk, admin());
  await expect(async () => {
    await desk.goto("/admin/failures");
    await expect(receipts(desk)).toHaveCount(1, { timeout: 1_000 });
  }).toPass();
  await confirm(desk, receipts(desk), "Give up", "Give up the job");
  await expect(receipts(desk)).toHaveCount(0);
  await desk.context().close();
});

test("the page of failures does not exist for a person who is not an admin", async ({ page }) => {
  await signUp(page);
  expect((await page.goto("/admin/failures"))?.status()).toBe(404);
});

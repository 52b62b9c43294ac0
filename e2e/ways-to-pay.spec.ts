import { expect, test } from "./manner";
import { signUp } from "./steps";

/** What a buyer of each country is offered first by an operator in the US, and how it is asked for. */
const BUYERS = [
  { country: "FR", way: "Card", sum: /\$20\.00/ },
  { country: "ES", way: "Bizum", sum: /€\d+\.\d\d/ },
  { country: "CN", way: "Alipay", sum: /\$20\.00/ },
  { country: "BR", way: "Pix", sum: /R\$\d+\.\d\d/ },
  { country: "MX", way: "Card", sum: /\$20\.00/ },
  { country: "IN", way: "UPI", sum: /₹[\d,]+\.\d\d/ },
  { country: "SN", way: "Card", sum: /\$20\.00/ },
];

for (const { country, way, sum } of BUYERS) {
  test(`a buyer in ${country} pays by ${way}, from the form to the new balance`, async ({ page }) => {
    await signUp(page);
    await page.goto("/billing");
    await page.getByLabel("Your country").selectOption(country);
    await page.getByLabel("Amount").fill("20");
    const first = page.getByRole("radio").first();
    await expect(first).toBeChecked();
    await expect(page.getByRole("radio", { name: way })).toBeChecked();
    await expect(page.locator("form").filter({ has: page.getByLabel("Amount") })).toContainText(sum);
    await page.getByRole("button", { name: "Top up" }).click();
    await page.getByRole("button", { name: "Pay", exact: true }).click();
    await expect(page.getByTestId("balance-available").first()).toContainText("20.00");
    await page.goto("/billing");
    // The form remembers where the buyer lives.
    await expect(page.getByLabel("Your country")).toHaveValue(country);
  });
}

test("a way that does not take the amount says what it takes, and the next one is chosen", async ({ page }) => {
  await signUp(page);
  await page.goto("/billing");
  await page.getByLabel("Your country").selectOption("IN");
  await page.getByLabel("Amount").fill("2000");
  await expect(page.getByText("UPI takes up to ₹100,000.00.")).toBeVisible();
  await expect(page.getByRole("radio", { name: "Card" })).toBeChecked();
});

test("a voucher is under way until it is paid, and says until when", async ({ page }) => {
  await signUp(page);
  await page.goto("/billing");
  await page.getByLabel("Your country").selectOption("MX");
  await page.getByLabel("Amount").fill("20");
  await page.getByRole("radio", { name: "OXXO" }).check();
  await page.getByRole("button", { name: "Top up" }).click();
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await page.goto("/billing");
  await page.getByText("1 unfinished payment").waitFor();
  await page.getByRole("button", { name: /^Resume the payment/ }).click();
  await expect(page.getByText(/^Pay a voucher of MX\$\d+\.\d\d$/)).toBeVisible();
  await expect(page.getByText(/^Pay it by .* UTC\./)).toBeVisible();
  await expect(page.getByRole("link", { name: "Open the voucher" })).toBeVisible();
  await expect(page.getByTestId("balance-available").first()).toContainText("0.00");
});

import "@/lib/mail/testing/inbox";
import "@/lib/topups/testing/stripe-stand-in";
import { expect, test } from "vitest";
import { mailsTo, mailTo, refuseMails } from "@/lib/mail/testing/inbox";
import { fulfil } from "@/lib/topups/payment/fulfil-order";
import { sendReceipt } from "@/lib/topups/payment/mail-receipt";
import { press } from "@/lib/topups/testing/stripe-stand-in";
import { newBuyer, startedTopUp } from "@/lib/topups/testing/top-ups";

test("a paid top-up is followed by a receipt with its sum, the balance and Stripe's own receipt", async () => {
  const buyer = { ...(await newBuyer()), email: "receipt@example.test" };
  const { topUpId, url } = await startedTopUp(buyer, "20.50");
  await press("pay", url);
  await fulfil(topUpId);
  await sendReceipt(topUpId);
  const mail = await mailTo("receipt@example.test", /\$20\.50/);
  expect(mail.text).toContain(topUpId);
  expect(mail.text).toContain("/receipts/");
});

test("an order that is not paid has no receipt", async () => {
  const buyer = { ...(await newBuyer()), email: "unpaid@example.test" };
  const { topUpId } = await startedTopUp(buyer);
  await sendReceipt(topUpId);
  expect(mailsTo("unpaid@example.test")).toEqual([]);
});

test("a receipt that the mail server turns away fails, so that its job is repeated", async () => {
  const buyer = { ...(await newBuyer()), email: "later@example.test" };
  const { topUpId, url } = await startedTopUp(buyer);
  await press("pay", url);
  await fulfil(topUpId);
  refuseMails(true);
  await expect(sendReceipt(topUpId)).rejects.toMatchObject({ code: "upstream_unavailable" });
  refuseMails(false);
  await sendReceipt(topUpId);
  await mailTo("later@example.test", /\$20\.00/);
});

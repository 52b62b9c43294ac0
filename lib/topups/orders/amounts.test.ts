import { expect, test } from "vitest";
import { topUpCents } from "@/lib/topups/orders/amounts";

test.each([
  ["5", 500],
  ["20", 2_000],
  [" $100 ", 10_000],
  ["20.5", 2_050],
  ["20.05", 2_005],
  ["2000.00", 200_000],
])("%j is taken as %i cents", (text, amountCents) => {
  expect(topUpCents(text)).toEqual({ kind: "cents", amountCents });
});

test.each([
  ["", "not_an_amount"],
  ["twenty", "not_an_amount"],
  ["1,000", "not_an_amount"],
  ["20,50", "not_an_amount"],
  ["-20", "not_an_amount"],
  ["1e3", "not_an_amount"],
  ["20.005", "not_an_amount"],
  ["99999999", "not_an_amount"],
  ["0", "below_minimum"],
  ["4.99", "below_minimum"],
  ["2000.01", "above_maximum"],
  ["9999999", "above_maximum"],
])("%j is refused: %s", (text, reason) => {
  expect(topUpCents(text)).toEqual({ kind: "refused", reason });
});

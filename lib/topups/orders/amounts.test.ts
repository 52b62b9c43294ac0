import { expect, test } from "vitest";
import { topUpCents } from "@/lib/topups/orders/amounts";

test.each([
  ["5", 500],
  ["20", 2_000],
  [" $100 ", 10_000],
  ["20.5", 2_050],
  ["20.", 2_000],
  ["20.05", 2_005],
  ["0020", 2_000],
  ["2000.00", 200_000],
])("%j is taken as %i cents", (text, amountCents) => {
  expect(topUpCents(text)).toEqual({ kind: "cents", amountCents });
});

test.each([
  ["", "empty"],
  ["  ", "empty"],
  ["$", "empty"],
  ["twenty", "not_an_amount"],
  ["1e3", "not_an_amount"],
  ["20.50.1", "not_an_amount"],
  [".", "not_an_amount"],
  ["<script>alert(1)</script>", "not_an_amount"],
  ["\u202e02", "not_an_amount"],
  ["2\u200b0", "not_an_amount"],
  ["😀", "not_an_amount"],
  ["5 000", "not_an_amount"],
  ["m".repeat(1_000_000), "not_an_amount"],
  ["２０", "other_digits"],
  ["٢٠", "other_digits"],
  ["1,000", "thousands_comma"],
  ["1,000.50", "thousands_comma"],
  ["20,50", "decimal_comma"],
  ["1.000,50", "decimal_comma"],
  ["20,", "decimal_comma"],
  ["20.005", "too_precise"],
  ["-20", "below_minimum"],
  ["0", "below_minimum"],
  ["4.99", "below_minimum"],
  ["2000.01", "above_maximum"],
  ["9999999", "above_maximum"],
  ["99999999", "above_maximum"],
  ["99999999999999999999", "above_maximum"],
  ["9".repeat(1_000), "above_maximum"],
])("%j is refused: %s", (text, reason) => {
  expect(topUpCents(text)).toEqual({ kind: "refused", reason });
});

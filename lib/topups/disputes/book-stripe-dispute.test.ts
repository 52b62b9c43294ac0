import type Stripe from "stripe";
import { expect, test } from "vitest";
import { hasBankTheMoney } from "@/lib/topups/disputes/book-stripe-dispute";

const lines = (...amounts: number[]) => amounts.map((amount) => ({ amount })) as Stripe.BalanceTransaction[];

test.each([
  ["warning_needs_response", false],
  ["warning_under_review", false],
  ["warning_closed", false],
  ["needs_response", true],
  ["under_review", true],
  ["won", false],
  ["lost", true],
  ["prevented", false],
  ["appeal_needs_response", true],
  ["appeal_under_review", true],
  ["in_space", null],
] as const)("%s before there are lines of the balance: %s", (status, takes) => {
  expect(hasBankTheMoney({ status, balance_transactions: [] })).toBe(takes);
});

test.each([
  ["won", [-2_000], true],
  ["won", [-2_000, 2_000], false],
  ["lost", [-2_000, 2_000, -2_000], true],
  ["in_space", [-2_000], true],
  // In the account's own currency, whose amounts differ by the rate of the day.
  ["under_review", [-1_740, 1_695], false],
] as const)("%s with the lines %j: %s", (status, amounts, takes) => {
  expect(hasBankTheMoney({ status, balance_transactions: lines(...amounts) })).toBe(takes);
});

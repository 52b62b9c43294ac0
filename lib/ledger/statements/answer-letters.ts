import type { HoldRefusal } from "@/lib/ledger/settlement";

/** The letters in the answers of the database's functions. The function that makes a letter explains it, in prisma/functions. */
const REFUSALS = {
  b: "insufficient_balance",
  f: "frozen",
  n: "no_wallet",
  m: "monthly_cap",
  k: "key_budget",
  o: "absorbed_loss",
  q: "payment_questioned",
} as const satisfies Record<string, HoldRefusal>;

export type RefusalLetter = keyof typeof REFUSALS;
/** Answers of place_hold_one and similar functions (held, conflict), and of place_keyed_hold (the same request, another request). */
export type HoldLetter = RefusalLetter | "h" | "c" | "i" | "x";
/** Answers of settle_one: settled now, repeated, no wallet, conflict. */
export type SettleLetter = "s" | "r" | "n" | "c";
/** Answers of extend_hold: extended, no longer open. */
export type ExtensionLetter = Exclude<RefusalLetter, "n"> | "e" | "g";

export function refusalOfLetter(letter: RefusalLetter): HoldRefusal {
  return REFUSALS[letter];
}

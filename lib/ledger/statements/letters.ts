import type { HoldRefusal } from "@/lib/ledger/settlement";

/** The letters that the database's functions answer with; each is explained where it is made, in prisma/functions. */
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
/** Of place_hold_one and its like (held, conflict), and of place_keyed_hold (the same request, another request). */
export type HoldLetter = RefusalLetter | "h" | "c" | "i" | "x";
/** Of settle_one: settled now, repeated, no wallet, conflict. */
export type SettleLetter = "s" | "r" | "n" | "c";
/** Of extend_hold: extended, no longer open. */
export type ExtensionLetter = Exclude<RefusalLetter, "n"> | "e" | "g";

export function refusalOfLetter(letter: RefusalLetter): HoldRefusal {
  return REFUSALS[letter];
}

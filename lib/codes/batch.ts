export const MAX_CODES = 1_000;
export const MAX_USES = 1_000_000;
/** Ten years. */
export const MAX_CREDIT_DAYS = 3_650;

/** `promo`: a gift. `paid`: a reseller paid for it, so that it counts as a top-up. */
type BatchKind = "promo" | "paid";
/** `new_customers`: workspaces without a top-up. `address`: one person, whose address is verified. */
type ForWhom = "everybody" | "new_customers" | "address";

export type NewBatch = {
  name: string;
  kind: BatchKind;
  amountNano: bigint;
  codeCount: number;
  usesPerCode: number;
  isOncePerWorkspace: boolean;
  forWhom: ForWhom;
  /** Only for "address": in the form in which addresses are stored. */
  forEmail: string | null;
  /** How long the credit lasts. Null: it never ends. */
  creditDays: number | null;
  /** From then on no code can be redeemed. */
  redeemUntil: Date | null;
};

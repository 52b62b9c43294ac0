export const MAX_CODES = 1_000;
export const MAX_USES = 1_000_000;
/** Ten years. */
export const MAX_CREDIT_DAYS = 3_650;

/** `promo`: a gift. `paid`: a reseller paid for it, so that it counts as a top-up. */
export const BATCH_KINDS = ["promo", "paid"] as const;
/** `new_customers`: workspaces without a top-up. `address`: one person, whose address is verified. */
export const AUDIENCES = ["everybody", "new_customers", "address"] as const;

export type NewBatch = {
  name: string;
  kind: (typeof BATCH_KINDS)[number];
  amountNano: bigint;
  codeCount: number;
  usesPerCode: number;
  isOncePerWorkspace: boolean;
  forWhom: (typeof AUDIENCES)[number];
  /** Only for "address": in the form in which addresses are stored. */
  forEmail: string | null;
  /** How long the credit lasts. Null: it never ends. */
  creditDays: number | null;
  /** From then on no code can be redeemed. */
  redeemUntil: Date | null;
};

import type { Ledger } from "@/lib/ledger/ledger";

const PLENTY_NANO = 1_000_000_000_000_000n;

/** A ledger that grants everything and stores nothing: with it, the front door shows the cost of relaying without billing. */
export async function startLedger(): Promise<Ledger> {
  return {
    placeKeyedHold: async () => ({ kind: "held", availableNano: PLENTY_NANO }),
    extendHold: async (_, wantedNano) => ({ kind: "extended", amountNano: wantedNano }),
    placeHold: async () => ({ kind: "held", availableNano: PLENTY_NANO }),
    settle: async ({ priceNano }) => ({ chargeNano: priceNano, absorbedNano: 0n, availableNano: PLENTY_NANO, isSpooled: false }),
    checkpoint: () => undefined,
    close: async () => undefined,
  };
}

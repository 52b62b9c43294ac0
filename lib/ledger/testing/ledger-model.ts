import type { FinishedCall } from "@/lib/ledger/testing/wallets";

type ModelLot = { rank: number; expiresAt: number; sequence: number; remainingNano: bigint };
type ModelHold = { amountNano: bigint; placedAt: number; checkpointNano: bigint };

/**
 * A second implementation of the ledger, as simple as possible and for one wallet: every charge burns the lots at once, and time
 * is a whole number of hours. Tests run the same history here and in Postgres.
 */
export class ModelLedger {
  hour = 0;
  availableNano = 0n;
  heldNano = 0n;
  spentNano = 0n;
  /** What calls cost beyond the balance, less what top-ups have paid since. */
  owedNano = 0n;
  isFrozen = false;
  readonly holds = new Map<string, ModelHold>();
  readonly ended = new Map<string, FinishedCall[]>();
  private readonly lots: ModelLot[] = [];

  grant(amountNano: bigint, rank: number, lifetimeHours: number | null): void {
    this.expire();
    // Half an hour off the full hour, so that no lot and no hold meet at the same moment.
    const expiresAt = lifetimeHours === null ? Number.POSITIVE_INFINITY : this.hour + lifetimeHours + 0.5;
    this.lots.push({ rank, expiresAt, sequence: this.lots.length, remainingNano: amountNano });
    this.lots.sort((left, right) => left.rank - right.rank || compare(left.expiresAt, right.expiresAt) || left.sequence - right.sequence);
    this.availableNano += amountNano;
    this.owedNano = larger(this.owedNano - amountNano, 0n);
  }

  placeHold(id: string, amountNano: bigint): string {
    this.expire();
    const known = this.holds.get(id);
    if (known) return known.amountNano === amountNano ? "h" : "c";
    if (this.ended.has(id)) return "c";
    if (this.isFrozen) return "f";
    if (amountNano > this.availableNano) return "b";
    if (amountNano > this.availableNano - this.owedNano) return "o";
    this.availableNano -= amountNano;
    this.heldNano += amountNano;
    this.holds.set(id, { amountNano, placedAt: this.hour, checkpointNano: 0n });
    return "h";
  }

  extend(id: string, neededNano: bigint, wantedNano: bigint): string {
    this.expire();
    const hold = this.holds.get(id);
    if (!hold) return "ended";
    const room = hold.amountNano + larger(this.availableNano - this.owedNano, 0n);
    const amountNano = wantedNano < room ? wantedNano : room;
    if (hold.amountNano >= neededNano && amountNano <= hold.amountNano) return "extended";
    if (this.isFrozen) return "frozen";
    if (amountNano < neededNano) return hold.amountNano + this.availableNano < neededNano ? "insufficient_balance" : "absorbed_loss";
    this.availableNano -= amountNano - hold.amountNano;
    this.heldNano += amountNano - hold.amountNano;
    hold.amountNano = amountNano;
    this.checkpoint(id, neededNano);
    return "extended";
  }

  settle(id: string, outcome: "settled" | "released", priceNano: bigint): string {
    const hold = this.holds.get(id);
    if (hold) {
      this.end(id, hold, outcome, priceNano);
      return "s";
    }
    const rows = this.ended.get(id) ?? [];
    const [first, late] = rows;
    if (!first) {
      this.ended.set(id, [this.late(outcome === "settled" ? "settled_late" : "released", false, priceNano)]);
      return "s";
    }
    const isSwept = first.outcome === "expired" || first.outcome === "settled_partial";
    if (outcome === "released") return !late && (isSwept || first.outcome === "released") ? "r" : "c";
    const missing = priceNano > first.priceNano ? priceNano - first.priceNano : 0n;
    if (late) return late.priceNano === missing ? "r" : "c";
    if (!isSwept) return first.outcome !== "released" && first.priceNano === priceNano ? "r" : "c";
    rows.push(this.late("settled_late", true, missing));
    return "s";
  }

  checkpoint(id: string, amountNano: bigint): void {
    const hold = this.holds.get(id);
    if (hold && amountNano > hold.checkpointNano) hold.checkpointNano = amountNano;
  }

  sweep(): void {
    // Ids begin with the time: the oldest call first.
    for (const [id, hold] of [...this.holds].sort(([left], [right]) => (left < right ? -1 : 1))) {
      this.end(id, hold, hold.checkpointNano > 0n ? "settled_partial" : "expired", hold.checkpointNano);
    }
    this.expire();
  }

  /** Expires due lots in burn order, except what calls placed before the expiry may still burn. */
  expire(): void {
    let before = 0n;
    for (const lot of this.lots) {
      if (lot.expiresAt <= this.hour && lot.remainingNano > 0n) {
        const older = [...this.holds.values()].filter((hold) => hold.placedAt < lot.expiresAt);
        const covered = older.reduce((sum, hold) => sum + hold.amountNano, 0n) - before;
        const kept = covered > 0n ? covered : 0n;
        let gone = lot.remainingNano > kept ? lot.remainingNano - kept : 0n;
        if (gone > this.availableNano) gone = this.availableNano;
        lot.remainingNano -= gone;
        this.availableNano -= gone;
      }
      before += lot.remainingNano;
    }
  }

  /** The remaining amount of each lot, in burn order. */
  remaining(): bigint[] {
    return this.lots.map((lot) => lot.remainingNano);
  }

  private end(id: string, hold: ModelHold, outcome: string, priceNano: bigint): void {
    this.holds.delete(id);
    this.heldNano -= hold.amountNano;
    this.availableNano += hold.amountNano;
    const chargeNano = this.charge(priceNano);
    const absorbedNano = priceNano - chargeNano;
    this.ended.set(id, [{ outcome, isLate: false, holdNano: hold.amountNano, priceNano, chargeNano, absorbedNano }]);
  }

  private late(outcome: string, isLate: boolean, priceNano: bigint): FinishedCall {
    const chargeNano = this.charge(priceNano);
    return { outcome, isLate, holdNano: 0n, priceNano, chargeNano, absorbedNano: priceNano - chargeNano };
  }

  private charge(priceNano: bigint): bigint {
    const chargeNano = priceNano < this.availableNano ? priceNano : this.availableNano;
    this.availableNano -= chargeNano;
    this.spentNano += chargeNano;
    this.owedNano += priceNano - chargeNano;
    let left = chargeNano;
    for (const lot of this.lots) {
      const take = left < lot.remainingNano ? left : lot.remainingNano;
      lot.remainingNano -= take;
      left -= take;
    }
    return chargeNano;
  }
}

function larger(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}

function compare(left: number, right: number): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

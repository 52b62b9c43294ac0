import type { Ledger } from "@/lib/ledger/ledger";
import type { HoldRefusal, Settlement } from "@/lib/ledger/settlement";
import { log } from "@/lib/platform/log";
import type { Hold } from "@/lib/relay/call/hold";
import type { Route } from "@/lib/relay/call/route";
import { type CallUsage, usageOf, wholePriceNano, withOutput } from "@/lib/relay/money/measure-usage";
import type { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import type { StreamFault } from "@/lib/wire/stream-fault";

const WHY: Record<HoldRefusal, string> = {
  insufficient_balance: "the balance does not cover more of it",
  no_wallet: "the balance does not cover more of it",
  frozen: "the balance was frozen",
  monthly_cap: "this workspace may not spend more this month",
  absorbed_loss: "what earlier calls cost beyond the balance is not paid yet",
  payment_questioned: "a payment to this workspace is under question",
  key_budget: "the budget of this key does not cover more of it",
};

/**
 * Stops a stream from costing more than its hold. The reported usage may cost more than any
 * estimate (searches, cache writes, a linked document). The guard then extends the hold or ends the stream.
 */
export class BudgetGuard {
  /** True once this guard has ended the stream. */
  hasStopped = false;
  private heldNano: bigint;
  private seenReports = 0;
  private mayOutgrow = false;
  private isExtending = false;

  constructor(
    private readonly ledger: Pick<Ledger, "extendHold">,
    private readonly hold: Hold,
    private readonly route: Route,
    private readonly meter: UsageMeter,
    private readonly soFar: (usage: CallUsage) => Settlement,
    private readonly stop: (fault: StreamFault) => void,
  ) {
    this.heldNano = hold.amountNano;
  }

  /** Call this for every chunk of the answer. It prices only after a new report, and then only if the call may outgrow its hold. */
  check(): void {
    const { meter } = this;
    if (meter.reports !== this.seenReports) {
      this.seenReports = meter.reports;
      // Output that exists must be paid: the settle takes it from the hold and the balance.
      this.mayOutgrow = meter.stopReason === null && this.longestNano(this.usage()) > this.heldNano;
    }
    if (!this.mayOutgrow || this.isExtending) return;
    const usage = this.usage();
    if (wholePriceNano(usage, this.hold.call.price) > this.heldNano) void this.extend(usage);
  }

  private async extend(usage: CallUsage): Promise<void> {
    this.isExtending = true;
    try {
      const answer = await this.ledger.extendHold(this.soFar(usage), this.longestNano(usage));
      // A refused call has ended, and so has one whose hold is gone: the guard requests nothing more for it.
      if (answer.kind === "refused") this.end(answer.reason);
      if (answer.kind === "extended") this.raiseTo(answer.amountNano);
    } catch (error) {
      // The stream goes on: an outage of ours must not cost the caller its answer, and the next chunk tries again.
      log.warn({ event: "relay.hold_not_extended", err: error, requestId: this.hold.call.requestId }, "a hold was not extended");
      this.isExtending = false;
    }
  }

  /** Chunks that came in the meantime were compared with the old hold. */
  private raiseTo(amountNano: bigint): void {
    this.heldNano = amountNano;
    this.seenReports = 0;
    this.isExtending = false;
    this.check();
  }

  private end(reason: HoldRefusal): void {
    this.hasStopped = true;
    this.stop({
      type: "billing_error",
      message: `The answer ends here: it costs more than was held for it, and ${WHY[reason]}. What was used until now is charged; top up to ask again.`,
    });
  }

  private usage(): CallUsage {
    return usageOf(this.hold.call, this.route.account, this.meter.measured());
  }

  /** The cost of the call if its answer has the full requested length. */
  private longestNano(usage: CallUsage): bigint {
    const { parsed, price } = this.hold.call;
    return wholePriceNano(withOutput(usage, parsed.request.maxTokens, price), price);
  }
}

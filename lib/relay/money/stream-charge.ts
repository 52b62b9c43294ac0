import type { Ledger } from "@/lib/ledger/ledger";
import type { Settlement } from "@/lib/ledger/settlement";
import { elapsedMs } from "@/lib/relay/call/call";
import type { Hold } from "@/lib/relay/call/hold";
import type { Route } from "@/lib/relay/call/route";
import { storeMadeFiles } from "@/lib/relay/files/store-made-files";
import { BudgetGuard } from "@/lib/relay/money/budget-guard";
import { type CallUsage, pricedUsage, usageOf } from "@/lib/relay/money/measure-usage";
import { type Outcome, release, settle, settlementOf } from "@/lib/relay/money/settle-call";
import { MadeFileScanner } from "@/lib/wire/anthropic/made-files";
import type { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import type { StreamFault } from "@/lib/wire/stream-fault";

export type StreamLedger = Pick<Ledger, "extendHold" | "checkpoint" | "settle">;

/** The charge of a stream, from its first byte to its settlement. */
export class StreamCharge {
  private readonly firstByteMs: number;
  private readonly guard: BudgetGuard;
  /** Only tools that run upstream make files; null for nearly all calls. */
  private readonly madeFiles: MadeFileScanner | null;

  /** `stop` ends the stream when neither hold nor balance covers more of it. */
  constructor(
    private readonly ledger: StreamLedger,
    private readonly hold: Hold,
    private readonly meter: UsageMeter,
    private readonly from: { route: Route; upstreamRequestId: string | null },
    stop: (fault: StreamFault) => void,
  ) {
    this.firstByteMs = elapsedMs(hold.call);
    this.madeFiles = hold.call.parsed.request.hasServerTools ? new MadeFileScanner() : null;
    this.guard = new BudgetGuard(ledger, hold, from.route, meter, (usage) => this.soFar(usage), stop);
  }

  /** Call this for every chunk of the upstream's answer, before it is metered. */
  scan(chunk: Buffer): void {
    if (this.madeFiles) this.madeFiles.take(chunk);
  }

  /** Call this for every chunk after it is metered. */
  check(): void {
    this.guard.check();
  }

  /** Makes the sweeper charge at least the usage up to now if this process dies. */
  checkpoint(): void {
    const metered = this.meter.measured();
    // Usage that is free if the stream breaks off now must also be free if this process dies.
    if (!metered.unbilledReason) this.ledger.checkpoint(this.soFar(usageOf(this.hold.call, this.from.route.account, metered)));
  }

  /**
   * A stream that ends is charged the usage that the upstream reported, even if the client left. A stream that breaks off
   * is charged its reported input and its delivered output; before any output it is free.
   * A stream that the budget guard has ended is never free: the upstream did its work and bills it.
   */
  async conclude(hasClientLeft: boolean): Promise<void> {
    const { meter, hold } = this;
    const { account } = this.from.route;
    const isGuarded = this.guard.hasStopped;
    const metered = meter.measured();
    const unbilledReason = isGuarded ? null : metered.unbilledReason;
    const cutReason = meter.state === "complete" ? null : "upstream_cut";
    const reason = isGuarded ? "budget_guard" : (unbilledReason ?? cutReason ?? (hasClientLeft ? "client_left" : null));
    const outcome = this.outcome(reason, pricedUsage(hold.call, account, metered));
    await (unbilledReason ? release : settle)(this.ledger, hold, outcome);
    if (this.madeFiles) await storeMadeFiles(hold.call, account, this.madeFiles.ids);
  }

  private soFar(usage: CallUsage): Settlement {
    return settlementOf(this.hold.call, this.outcome(null, usage));
  }

  private outcome(reason: string | null, usage: CallUsage): Outcome {
    const { meter, from, firstByteMs } = this;
    const { route, upstreamRequestId } = from;
    return { reason, httpStatus: 200, stopReason: meter.stopReason, upstreamRequestId, usage, route, firstByteMs };
  }
}

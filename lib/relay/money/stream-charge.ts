import type { Ledger } from "@/lib/ledger/ledger";
import type { Settlement } from "@/lib/ledger/settlement";
import { elapsedMs } from "@/lib/relay/call/call";
import type { Hold } from "@/lib/relay/call/hold";
import type { Route } from "@/lib/relay/call/route";
import { noteMadeFiles } from "@/lib/relay/files/note-made-files";
import { BudgetGuard } from "@/lib/relay/money/budget-guard";
import { type CallUsage, pricedUsage, usageOf } from "@/lib/relay/money/measure";
import { type Outcome, release, settle, settlementOf } from "@/lib/relay/money/settle";
import { MadeFileScanner } from "@/lib/wire/anthropic/made-files";
import type { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import type { StreamFault } from "@/lib/wire/stream-fault";

export type StreamLedger = Pick<Ledger, "extendHold" | "checkpoint" | "settle">;

/** What a stream is charged for, from its first byte to its settle. */
export class StreamCharge {
  private readonly firstByteMs: number;
  private readonly guard: BudgetGuard;
  /** Only tools that run upstream make files; null for nearly all calls. */
  private readonly madeFiles: MadeFileScanner | null;

  /** `stop` ends the stream where nothing covers more of it. */
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

  /** For every piece of the upstream's answer, before it is metered. */
  scan(chunk: Buffer): void {
    if (this.madeFiles) this.madeFiles.take(chunk);
  }

  /** For every piece once it is metered. */
  check(): void {
    this.guard.check();
  }

  /** Has the sweeper charge at least what was used until now, should this process die. */
  checkpoint(): void {
    const metered = this.meter.measured();
    // What would be free should the stream break off now is free too should this process die.
    if (!metered.unbilledReason) this.ledger.checkpoint(this.soFar(usageOf(this.hold.call, this.from.route.account, metered)));
  }

  /**
   * The rule for a stream that ends: what the upstream reported is charged, whether or not the client stayed. One that breaks off
   * is charged its reported input and what was delivered of its output; one that breaks off before any output is free.
   * One that the budget guard has ended is never free: the upstream did its part, and bills it.
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
    if (this.madeFiles) await noteMadeFiles(hold.call, account, this.madeFiles.ids);
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

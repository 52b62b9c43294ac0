import { StreamedAnswer } from "@/lib/relay/answer/streamed-answer";
import { type Call, elapsedMs } from "@/lib/relay/call/call";
import { noteMadeFiles } from "@/lib/relay/files/note-made-files";
import { BudgetGuard } from "@/lib/relay/money/budget-guard";
import { askedCall, type CallUsage, pricedUsage, usageOf } from "@/lib/relay/money/measure";
import { release, settle, settlementOf } from "@/lib/relay/money/settle";
import { answerHeader } from "@/lib/relay/routing/upstream-answer";
import type { RelayServices } from "@/lib/relay/services/services";
import type { Exchange } from "@/lib/upstreams/upstream";
import { MadeFileScanner } from "@/lib/wire/anthropic/made-files";
import { UsageMeter } from "@/lib/wire/anthropic/usage-meter";

/** Begins the reply to a call whose upstream streams. From here on the stream itself sees to the settle. */
export function openStreamedAnswer(
  services: RelayServices,
  call: Call,
  headers: Record<string, string | string[] | undefined>,
  exchange: Exchange,
): StreamedAnswer {
  call.firstByteMs = elapsedMs(call);
  const meter = new UsageMeter(askedCall(call));
  const answer = call.asked.answerStream(meter);
  const upstreamRequestId = answerHeader(headers, "request-id");
  const soFar = (usage: CallUsage) =>
    settlementOf(call, { reason: null, httpStatus: 200, stopReason: meter.stopReason, upstreamRequestId, usage });
  const guard = new BudgetGuard(services.ledger, call, meter, soFar, (fault) => stream.stop(fault));
  // Only tools that run upstream make files.
  const made = call.asked.request.hasServerTools ? new MadeFileScanner() : null;
  const stream = new StreamedAnswer(call, answer, exchange, {
    conclude: (hasClientLeft) =>
      conclude(services, call, meter, { upstreamRequestId, hasClientLeft, isGuarded: guard.hasStopped })
        .then(made && (() => noteMadeFiles(call, made.ids)))
        .finally(close),
    see: made && ((chunk) => made.take(chunk)),
    check: () => guard.check(),
    checkpoint: () => {
      const metered = meter.measured();
      // What would be free should the stream break off now is free too should this process die.
      if (!metered.unbilledReason) services.ledger.checkpoint(soFar(usageOf(call, metered)));
    },
  });
  const close = () => {
    services.openStreams.remove(stream);
    services.inFlight.leave();
  };
  services.openStreams.add(stream);
  services.inFlight.enter();
  return stream;
}

/**
 * The rule for a stream that ends: what the upstream reported is charged, whether or not the client stayed. One that breaks off
 * is charged its reported input and what was delivered of its output; one that breaks off before any output is free.
 * One that the budget guard has ended is never free: the upstream did its part, and bills it.
 */
async function conclude(
  { ledger }: RelayServices,
  call: Call,
  meter: UsageMeter,
  seen: { upstreamRequestId: string | null; hasClientLeft: boolean; isGuarded: boolean },
): Promise<void> {
  const metered = meter.measured();
  const unbilledReason = seen.isGuarded ? null : metered.unbilledReason;
  const cutReason = meter.state === "complete" ? null : "upstream_cut";
  const outcome = {
    reason: seen.isGuarded ? "budget_guard" : (unbilledReason ?? cutReason ?? (seen.hasClientLeft ? "client_left" : null)),
    httpStatus: 200,
    stopReason: meter.stopReason,
    upstreamRequestId: seen.upstreamRequestId,
    usage: pricedUsage(call, metered),
  };
  await (unbilledReason ? release : settle)(ledger, call, outcome);
}

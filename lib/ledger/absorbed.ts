import "server-only";
import { Counter } from "prom-client";
import { log } from "@/lib/platform/log";
import { metrics } from "@/lib/platform/metrics";

const NAME = "relais_absorbed_calls_total";
const counter =
  (metrics().getSingleMetric(NAME) as Counter | undefined) ??
  new Counter({ name: NAME, help: "Calls that cost more than hold and balance: the operator's loss.", registers: [metrics()] });

/** The operator's money: somebody has to see why a bound was too low. The wallet has noted it by itself, and holds no more than it can cover. */
export function alarmAbsorbed(callId: string, workspaceId: string, absorbedNano: bigint): void {
  counter.inc();
  log.error(
    { event: "ledger.charge_absorbed", requestId: `req_${callId}`, workspaceId, absorbedNano: absorbedNano.toString() },
    "ledger: a call cost more than was there, the rest is absorbed",
  );
}

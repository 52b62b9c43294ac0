import "server-only";
import { Counter } from "prom-client";
import { log } from "@/lib/platform/log";
import { metrics } from "@/lib/platform/metrics";

const NAME = "relais_absorbed_calls_total";
const counter =
  (metrics().getSingleMetric(NAME) as Counter | undefined) ??
  new Counter({ name: NAME, help: "Calls that cost more than hold and balance: the operator's loss.", registers: [metrics()] });

/** The operator loses this money, so an admin has to see why a bound was too low. The wallet records it and holds only what it can cover. */
export function logAbsorbed(callId: string, workspaceId: string, absorbedNano: bigint): void {
  counter.inc();
  log.error(
    { event: "ledger.charge_absorbed", requestId: `req_${callId}`, workspaceId, absorbedNano: absorbedNano.toString() },
    "ledger: a call cost more than was there, the rest is absorbed",
  );
}

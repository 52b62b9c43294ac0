import "server-only";
import { Counter, collectDefaultMetrics, Registry } from "prom-client";

const shared = globalThis as { relaisMetrics?: Registry };

/** The registry of this process's metrics, in the format of Prometheus. `/api/metrics` of the portal answers with it. */
export function metrics(): Registry {
  if (!shared.relaisMetrics) {
    shared.relaisMetrics = new Registry();
    collectDefaultMetrics({ register: shared.relaisMetrics });
  }
  return shared.relaisMetrics;
}

/** Errors that only the last line of defence caught (lib/platform/last-defence.ts). */
export function uncaughtErrors(): Counter<"kind"> {
  const name = "relais_uncaught_errors_total";
  const known = metrics().getSingleMetric(name) as Counter<"kind"> | undefined;
  return known ?? new Counter({ name, help: "Errors that no code had foreseen.", labelNames: ["kind"], registers: [metrics()] });
}

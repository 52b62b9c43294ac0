import "server-only";
import { collectDefaultMetrics, Registry } from "prom-client";

const shared = globalThis as { relaisMetrics?: Registry };

/** The process's figures in Prometheus' manner. Rooms and stories register theirs on it. */
export function metrics(): Registry {
  if (!shared.relaisMetrics) {
    shared.relaisMetrics = new Registry();
    collectDefaultMetrics({ register: shared.relaisMetrics });
  }
  return shared.relaisMetrics;
}

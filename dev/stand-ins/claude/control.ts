import { invalid } from "./errors";
import type { FaultOptions } from "./fault";
import { type Endpoint, FAULT_NAMES } from "./faults";
import { makeFile } from "./files";
import { controlProfiles } from "./profile-control";
import type { StandIn } from "./stand-in";

type FaultOrder = FaultOptions & { name: string; account?: string; endpoint?: Endpoint; times?: number };

/** The endpoints by which a test controls the stand-in. Undefined for any other name. */
export function control(standIn: StandIn, method: string, path: string, query: URLSearchParams, body: unknown): unknown {
  switch (`${method} ${path.slice("/_stand-in".length)}`) {
    case "GET /faults":
      return { names: FAULT_NAMES, waiting: standIn.faults.list() };
    case "POST /faults":
      return { added: orders(body).map((order) => queue(standIn, order)) };
    case "DELETE /faults":
      standIn.faults.clear();
      return { cleared: true };
    case "GET /calls":
      return { calls: standIn.calls.list({ account: query.get("account") ?? undefined, path: query.get("path") ?? undefined }) };
    case "DELETE /calls":
      standIn.calls.clear();
      return { cleared: true };
    case "POST /clock":
      standIn.advanceClock(advance(body));
      return { now: new Date(standIn.now()).toISOString() };
    case "DELETE /caches":
      standIn.clearCaches();
      return { cleared: true };
    case "POST /files":
      return makeFile(standIn, body);
    case "GET /service-account":
      return standIn.google.serviceAccount();
    case "DELETE /tokens":
      standIn.google.withdrawTokens();
      return { cleared: true };
    case "POST /batches/end":
      return { ended: standIn.batches.endAll(standIn, (body ?? {}) as { expired?: boolean }) };
    case "GET /settings":
      return standIn.settings;
    case "POST /settings":
      return Object.assign(standIn.settings, body);
    default:
      return controlProfiles(standIn, method, path.slice("/_stand-in".length), body);
  }
}

/** One fault, a list, or `{ account, faults: [...] }`. */
function orders(body: unknown): FaultOrder[] {
  if (Array.isArray(body)) return body as FaultOrder[];
  const { faults, ...shared } = body as { faults?: FaultOrder[] };
  return faults ? faults.map((each) => ({ ...shared, ...each })) : [body as FaultOrder];
}

function queue(standIn: StandIn, { name, account, endpoint, times, ...options }: FaultOrder): string {
  if (!FAULT_NAMES.includes(name)) throw invalid(`there is no fault ${name}; there are ${FAULT_NAMES.join(", ")}`);
  standIn.faults.add({ name, options }, { account: account ?? null, endpoint: endpoint ?? "messages", times: times ?? 1 });
  return name;
}

function advance(body: unknown): number {
  const { advanceMs } = (body ?? {}) as { advanceMs?: number };
  if (typeof advanceMs !== "number") throw invalid("give advanceMs, in milliseconds");
  return advanceMs;
}

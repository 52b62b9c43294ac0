import "server-only";
import { createRelay, type Relay } from "@/lib/relay/relay";

const shared = globalThis as { relaisRelay?: Promise<Relay> };

/** The one relay of this process, started by whoever needs it first: the front door, or a route file where there is none. */
export function startRelay(): Promise<Relay> {
  shared.relaisRelay ??= assemble().catch((error) => {
    // The next request tries again: Postgres may have been away for a moment only.
    shared.relaisRelay = undefined;
    throw error;
  });
  return shared.relaisRelay;
}

async function assemble(): Promise<Relay> {
  return createRelay();
}

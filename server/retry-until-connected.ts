import { log } from "@/lib/platform/log";
import { isConnectionLost } from "@/lib/platform/postgres-connection";

const RETRY_MS = 1_000;

/** Starts a part that needs Postgres, and retries until Postgres is reachable. Any other failure ends the start. */
export async function retryUntilConnected<Started>(start: () => Promise<Started>): Promise<Started> {
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (!isConnectionLost(error)) throw error;
      log.warn({ event: "process.start_delayed", err: error }, "Postgres is away, trying to start again");
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

import { log } from "@/lib/platform/log";
import { isConnectionLost } from "@/lib/platform/postgres-connection";

const RETRY_MS = 1_000;

/** Starts what needs Postgres, as often as it takes until Postgres is there. Whatever else goes wrong ends the start. */
export async function onceThere<Started>(start: () => Promise<Started>): Promise<Started> {
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

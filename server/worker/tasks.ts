import type { TaskList } from "graphile-worker";
import { unlockDeadWorkers } from "@/server/worker/alive";

/** What comes round by the clock. Each is safe to run twice at once, and to be killed at any line. */
export const ROUNDS = {
  "unlock-dead-workers": () => unlockDeadWorkers(),
} satisfies Record<string, () => Promise<unknown>>;

export const TASKS: TaskList = Object.fromEntries(
  Object.entries(ROUNDS).map(([name, run]) => [
    name,
    async () => {
      await run();
    },
  ]),
);

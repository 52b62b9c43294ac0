import { vi } from "vitest";
import { listen } from "@/lib/platform/listen-connection";
import { postgres } from "@/lib/platform/postgres";

/** Makes the answer of the next query late: `meanwhile` runs, and its notification arrives, before the asker has the answer. */
export function delayNextAnswer(channel: string, meanwhile: () => Promise<unknown>): void {
  const pool = postgres();
  const ask = pool.query.bind(pool) as (...values: unknown[]) => Promise<unknown>;
  const late = vi.spyOn(pool, "query").mockImplementationOnce((async (...values: unknown[]) => {
    late.mockRestore();
    const answer = await ask(...values);
    const told = new Promise<void>((resolve) => {
      const stop = listen(channel, () => {
        stop();
        resolve();
      });
    });
    await meanwhile();
    await told;
    return answer;
  }) as never);
}

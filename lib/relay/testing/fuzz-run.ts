import fc from "fast-check";
import { expect } from "vitest";
import { checkBooks } from "@/lib/ledger/books";
import { postgres } from "@/lib/platform/postgres";
import type { Format } from "@/lib/relay/testing/fuzz-requests";
import { type Received, readAsClient } from "@/lib/relay/testing/read-as-client";

/** Cases for each format; `RELAIS_FUZZ=20000 npm run fuzz` is the long run. `RELAIS_FUZZ_SEED` repeats a printed seed. */
export const CASES = Number.parseInt(process.env.RELAIS_FUZZ ?? "250", 10);
export const SEED = Number.parseInt(process.env.RELAIS_FUZZ_SEED ?? `${Date.now() % 2 ** 31}`, 10);
/** Enough for thousands of cases on a busy machine. */
export const LONG = { timeout: 60_000 + CASES * 100 };

const AT_ONCE = 24;
/** Cases are made in batches: twenty thousand bodies at once would fill the memory. */
const PORTION = 500;

/** Does the work for every case, several at a time. A failure names the case by seed and number. */
export async function forEveryCase<Case>(cases: fc.Arbitrary<Case>, work: (each: Case, number: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < CASES; from += PORTION) {
    const portion = fc.sample(cases, { numRuns: Math.min(PORTION, CASES - from), seed: SEED + from });
    let next = 0;
    const sender = async () => {
      while (next < portion.length) {
        const number = next++;
        const each = portion[number] as Case;
        await work(each, from + number).catch((error) => {
          throw new Error(`seed ${SEED}, case ${from + number}: ${error instanceof Error ? error.message : error}\n${shown(each)}`, {
            cause: error,
          });
        });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sender));
  }
}

function shown(value: unknown): string {
  return JSON.stringify(value, (_, each) => {
    if (each?.type === "Buffer" || each instanceof Uint8Array)
      return Buffer.from(each.data ?? each)
        .toString("latin1")
        .slice(0, 3_000);
    return each;
  });
}

/** Expects a well-formed answer that is not an internal error. */
export async function expectSound(format: Format, received: Received, isStream: boolean): Promise<void> {
  expect(received.headers["request-id"]).toMatch(/^req_/);
  // The one 500 that is not ours is recognised by its text.
  if (received.status === 500 && !received.text.includes("The upstream failed at this call"))
    throw new Error(`a 500: ${received.text.slice(0, 300)}`);
  const read = await readAsClient(format, received, isStream);
  if (received.status !== 200 && read === "answer") throw new Error(`status ${received.status} was read as an answer`);
}

/** Expects no open hold, books that balance, and one usage event for each answer but none for a count. */
export async function expectTidy(answered: string[]): Promise<void> {
  await expect.poll(async () => (await postgres().query("SELECT id FROM hold")).rows).toEqual([]);
  expect(await checkBooks()).toEqual([]);
  const { rows } = await postgres().query(
    "SELECT count(*)::integer AS events, count(DISTINCT id)::integer AS calls FROM usage_event WHERE id = ANY ($1)",
    [answered],
  );
  expect(rows).toEqual([{ events: answered.length, calls: answered.length }]);
}

import type pg from "pg";
import type { BindParameter } from "@/lib/pg-wire/bind-message";
import { PreparedRun, type Statement } from "@/lib/pg-wire/prepared-run";

export type Run = { statement: Statement; values: readonly BindParameter[] };

/**
 * Runs them in this order, each as its own transaction: in one write, once the connection knows their statements. Resolves with the columns
 * of their first rows when all are over. Then a refusal of one rejects, and what the others wrote stays. `answered` is called for each answer.
 */
export function runAll(client: pg.Client, runs: readonly Run[], answered: () => void): Promise<string[][]> {
  return new Promise((resolve, reject) => {
    const rows: string[][] = [];
    let refusal: Error | null = null;
    const send = (prepared: PreparedRun) => void client.query(prepared as unknown as pg.Submittable);
    // Answers come in order, so a run is queued when the one before it is over.
    const over = (n: number) => {
      answered();
      const next = followers[n];
      if (next) send(next);
      else if (refusal) reject(refusal);
      else resolve(rows);
    };
    const prepare = ({ statement, values }: Run, n: number, behind?: readonly PreparedRun[]) => {
      const done = (row: string[] | undefined) => {
        rows[n] = row ?? [];
        over(n);
      };
      const refused = (error: Error) => {
        refusal ??= error;
        over(n);
      };
      return new PreparedRun(statement, values, done, refused, behind);
    };
    const [first, ...others] = runs;
    const followers = others.map((run, n) => prepare(run, n + 1));
    if (first) send(prepare(first, 0, followers));
    else resolve(rows);
  });
}

import type pg from "pg";
import type { BindParameter } from "@/lib/pg-wire/bind-message";
import { PreparedRun, type Statement } from "@/lib/pg-wire/prepared-run";

/** Flushes everything that was committed before it. It does not wait for a synchronous standby. */
export const FLUSH: Statement = {
  name: "flush",
  text: "SELECT pg_logical_emit_message(false, '', '', true), current_setting('synchronous_standby_names') = ''",
};
/** A commit has to wait for a standby, which a flush does not do. */
export class StandbyWanted extends Error {}

export function run(client: pg.Client, statement: Statement, values: readonly BindParameter[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    client.query(new PreparedRun(statement, values, (row) => resolve(row as string[]), reject) as unknown as pg.Submittable);
  });
}

/** Resolves once the statement is committed and on disk. */
export function runAndFlush(client: pg.Client, statement: Statement, values: readonly BindParameter[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    let row: string[] | undefined;
    let refusal: Error | null = null;
    const fail = (error: Error) => reject(refusal ?? error);
    const flushed = (answer: string[] | undefined) => {
      if (refusal === null && answer?.[1] === "t") resolve(row as string[]);
      else fail(new StandbyWanted("commits have to wait for a standby"));
    };
    const flush = new PreparedRun(FLUSH, [], flushed, fail);
    // Its answer comes next, whatever happens to the statement.
    const queueFlush = () => void client.query(flush as unknown as pg.Submittable);
    const committed = (answer: string[] | undefined) => {
      row = answer;
      queueFlush();
    };
    const refused = (error: Error) => {
      refusal = error;
      queueFlush();
    };
    client.query(new PreparedRun(statement, values, committed, refused, [flush]) as unknown as pg.Submittable);
  });
}

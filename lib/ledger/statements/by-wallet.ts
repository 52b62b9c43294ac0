import type { LedgerConnection } from "@/lib/pg-wire/connection";
import type { Run } from "@/lib/pg-wire/pipeline";

/** A statement for calls of one wallet, and how the rows of these calls are read from its answer. */
export type CallRun<Row> = Run & { read(columns: string[]): Row[] };

type Call = { workspaceId: string };

/**
 * For wallets that are spread over machines, where no statement may be for several of them. Sends the calls as a pipeline: those of each
 * wallet together, or each alone. The calls of one wallet stay in order. Returns the rows in the order of the calls.
 */
export async function runByWallet<Item extends Call, Row>(
  connection: LedgerConnection,
  calls: readonly Item[],
  isEachAlone: boolean,
  runOf: (some: Item[]) => CallRun<Row>,
): Promise<Row[]> {
  const groups = isEachAlone ? calls.map((_, n) => [n]) : placesByWallet(calls);
  const runs = groups.map((places) => runOf(places.map((n) => calls[n] as Item)));
  const answers = await connection.queryAll(runs);
  const rows: Row[] = new Array(calls.length);
  for (const [g, places] of groups.entries()) {
    const read = (runs[g] as CallRun<Row>).read(answers[g] ?? []);
    for (const [n, place] of places.entries()) rows[place] = read[n] as Row;
  }
  return rows;
}

function placesByWallet(calls: readonly Call[]): number[][] {
  const places = new Map<string, number[]>();
  for (const [n, { workspaceId }] of calls.entries()) places.set(workspaceId, [...(places.get(workspaceId) ?? []), n]);
  return [...places.values()];
}

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { newId } from "@/lib/basics/ids";

export type LedgerProcess = { databaseUrl: string; spoolFolder: string; instance: string; atOnce: number; wallets: string[] };

/** Starts a process that makes calls without end, kills it with `kill` after `calls` of them, and returns the ids with a confirmed charge. */
export async function killedAfter(calls: number, options: LedgerProcess, kill: (child: ChildProcess) => void): Promise<string[]> {
  const { databaseUrl, spoolFolder, instance, atOnce, wallets } = options;
  const file = ["--import", "tsx", "--conditions=react-server", "lib/ledger/testing/ledger-child.ts"];
  const child = spawn(process.execPath, [...file, databaseUrl, spoolFolder, instance, `${atOnce}`, ...wallets], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ids: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.length === newId().length) ids.push(line);
    if (ids.length === calls) kill(child);
  }
  return ids;
}

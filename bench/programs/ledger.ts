import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { newId } from "@/lib/basics/ids";
import { startLedger } from "@/lib/ledger/ledger";
import type { HoldRequest, Settlement } from "@/lib/ledger/settlement";
import { executeHolds } from "@/lib/ledger/statements/hold-statement";
import { executeSettles } from "@/lib/ledger/statements/settle-statement";
import { LedgerConnection } from "@/lib/pg-wire/connection";

/** Drives the ledger in a closed loop for bench/ledger, and prints one line of JSON. A cycle is a hold and its settle. */
type Cell = { path: "batched" | "single"; concurrency: number; wallets: number; seconds: number };
type Steps = { hold(hold: HoldRequest): Promise<unknown>; settle(settlement: Settlement): Promise<unknown>; close(): Promise<void> };

const POOL_SIZE = 16;
const WARM_UP_MS = 1_500;
const AMOUNT_NANO = 50_000_000n;
const PRICE_NANO = 1_234_567n;

const SETTLEMENT: Omit<Settlement, "id" | "workspaceId" | "keyId" | "modelId" | "priceVersion"> = {
  outcome: "settled",
  reason: null,
  endpoint: "messages",
  isStream: true,
  upstream: "claude",
  upstreamRequestId: "req_0123456789abcdef01234567",
  httpStatus: 200,
  stopReason: "end_turn",
  usage: {
    tokens: { input: 210, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 2_048, output: 320 },
    thinkingTokens: null,
    webSearches: 0,
    modifiers: [],
    isEstimated: false,
  },
  priceNano: PRICE_NANO,
  upstreamCostNano: 1_000_000n,
  firstByteMs: 412,
  totalMs: 2_810,
};

const cell: Cell = JSON.parse(process.argv[2] ?? "{}");
const databaseUrl = process.env.DATABASE_URL as string;
const wallets = await readWallets(cell.wallets);
const steps = cell.path === "batched" ? await batchedSteps() : singleSteps();

let cycles = 0;
let isOver = false;
let holdMs: number[] = [];
const loops = Array.from({ length: cell.concurrency }, (_, n) => loop(n));
await pause(WARM_UP_MS);
process.send?.("started");
const before = { cycles, cpu: process.cpuUsage(), at: performance.now() };
holdMs = [];
await pause(cell.seconds * 1_000);
const measured = cycles - before.cycles;
const cpu = process.cpuUsage(before.cpu);
const elapsedMs = performance.now() - before.at;
process.send?.("ended");
holdMs.sort((left, right) => left - right);
console.log(
  JSON.stringify({
    cyclesPerSecond: (measured * 1_000) / elapsedMs,
    cycles: measured,
    nodeMicrosPerCycle: (cpu.user + cpu.system) / measured,
    holdP50Ms: holdMs[holdMs.length >> 1],
    holdP99Ms: holdMs[Math.floor((holdMs.length * 99) / 100)],
  }),
);
isOver = true;
await Promise.all(loops);
await steps.close();

async function loop(start: number): Promise<void> {
  for (let n = start; !isOver; n += cell.concurrency) {
    const call = callOf(n);
    const at = performance.now();
    await steps.hold({ ...call, amountNano: AMOUNT_NANO });
    holdMs.push(performance.now() - at);
    await steps.settle({ ...SETTLEMENT, ...call });
    cycles++;
  }
}

function callOf(n: number) {
  // A prime step spreads the loops over the wallets without a random number per cycle.
  const workspaceId = wallets[(n * 7_919) % wallets.length] as string;
  return { id: newId(), workspaceId, keyId: workspaceId, modelId: "claude-sonnet-4-20250514", priceVersion: 1 };
}

async function batchedSteps(): Promise<Steps> {
  const spoolFolder = path.join(tmpdir(), `relais-bench-spool-${process.pid}`);
  const ledger = await startLedger({ databaseUrl, spoolFolder, instance: "bench" });
  return { hold: (hold) => ledger.placeHold(hold), settle: (settlement) => ledger.settle(settlement), close: () => ledger.close() };
}

/** One function call per step over a pool, as a straightforward gateway does it. */
function singleSteps(): Steps {
  const all = Array.from({ length: POOL_SIZE }, () => new LedgerConnection(databaseUrl, "single"));
  const free = [...all];
  const waiting: ((connection: LedgerConnection) => void)[] = [];
  const use = async (work: (connection: LedgerConnection) => Promise<unknown>) => {
    const connection = free.pop() ?? (await new Promise<LedgerConnection>((resolve) => waiting.push(resolve)));
    try {
      return await work(connection);
    } finally {
      const next = waiting.shift();
      if (next) next(connection);
      else free.push(connection);
    }
  };
  return {
    hold: (hold) => use((connection) => executeHolds(connection, [hold], "1", false)),
    settle: (settlement) => use((connection) => executeSettles(connection, [settlement], false)),
    close: async () => void (await Promise.all(all.map((connection) => connection.close()))),
  };
}

async function readWallets(count: number): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ workspace_id: string }>("SELECT workspace_id FROM wallet ORDER BY workspace_id LIMIT $1", [count]);
  await client.end();
  return rows.map((row) => row.workspace_id);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { cpus } from "node:os";
import path from "node:path";
import pg from "pg";
import { startPostgres } from "../../dev/postgres";
import { temporaryFolder } from "../../dev/temporary-folder";
import { family } from "../machine";
import { bundle, type Running, runToEnd, startServer } from "../processes";

/** The cores that the relaying process may use, and those of everything else. */
export type Cores = { relay: string; others: string };
/** The relaying process has one core for itself; everything else shares the other one. */
export const APART: Cores = { relay: "0", others: "1" };
/** The system places every process freely, as in production. */
const ALL_CORES = `0-${cpus().length - 1}`;
export const ANYWHERE: Cores = { relay: ALL_CORES, others: ALL_CORES };

/** What all candidates share. */
export type Setting = {
  upstream: Running;
  /** The environment of every process of the product. */
  env: Record<string, string>;
  secret: string;
  /** Postgres' data folder. */
  folder: string;
  loadFile: string;
  idleFile: string;
  /** Calls that must have left a usage event. */
  billedCalls: number;
  /** The cores in use. */
  cores: Cores;
  /** Places upstream and Postgres on their cores, including new backends; `cores`, if given, applies from now on. */
  place(cores?: Cores): void;
  /** All of Postgres' processes. */
  postgresPids(): number[];
  /** The number of usage events, and their total charge. */
  books(): Promise<{ events: number; chargeNano: string; heldNano: string; spentNano: string }>;
  stop(): Promise<void>;
};

/** Starts Postgres (with fsync), a customer with money, and an upstream. */
export async function bringUp(): Promise<Setting> {
  const folder = await temporaryFolder("relais-bench-");
  const postgres = await startPostgres({ dataFolder: path.join(folder, "postgres") });
  const env = {
    DATABASE_URL: postgres.processesUrl,
    MIGRATION_DATABASE_URL: postgres.url,
    RELAIS_DATA_DIR: folder,
    NEXTAUTH_SECRET: "a secret of the benchmark that is long enough",
    KEY_PEPPER: "a pepper of the benchmark that is long enough",
    LOG_LEVEL: "warn",
    NODE_ENV: "production",
    RELAIS_PUBLIC_URL: "http://localhost:3000",
    NEXT_TELEMETRY_DISABLED: "1",
    ANTHROPIC_API_KEY: "sk-bench",
    PORT: "0",
  };
  const prepare = async (source: string) => runToEnd(await bundle(source), { env });
  await prepare("prisma/migrate.ts");
  await prepare("prisma/seed.ts");
  const customer = JSON.parse(await prepare("bench/programs/customer.ts")) as { workspaceId: string; secret: string };
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const postmaster = await postmasterPid(client);
  // Postgres has its own process group and would outlive us.
  const clearAway = () => {
    process.kill(postmaster, "SIGQUIT");
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", clearAway);
  const upstream = await startServer(await bundle("bench/relay/upstream.ts", { name: "upstream" }), { cores: APART.others });
  const setting: Setting = {
    upstream,
    env: { ...env, ANTHROPIC_BASE_URL: upstream.url },
    secret: customer.secret,
    folder,
    loadFile: await bundle("bench/relay/load.ts"),
    idleFile: await bundle("bench/relay/idle-streams.ts"),
    billedCalls: 0,
    postgresPids: () => family(postmaster),
    cores: APART,
    place(cores = setting.cores) {
      setting.cores = cores;
      for (const pid of [upstream.pid, ...family(postmaster)]) pin(pid, cores.others);
    },
    books: () => books(client, customer.workspaceId),
    async stop() {
      await upstream.stop();
      await client.end();
      await postgres.stop();
      process.off("exit", clearAway);
      await rm(folder, { recursive: true, force: true });
    },
  };
  return setting;
}

async function postmasterPid(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
  return Number.parseInt(await readFile(path.join(rows[0]?.data_directory ?? "", "postmaster.pid"), "utf8"), 10);
}

async function books(client: pg.Client, workspaceId: string) {
  const { rows } = await client.query(
    `SELECT (SELECT count(*) FROM usage_event WHERE workspace_id = $1) AS events,
       (SELECT coalesce(sum(charge_nano), 0) FROM usage_event WHERE workspace_id = $1) AS charge,
       held_nano AS held, spent_total_nano AS spent FROM wallet WHERE workspace_id = $1`,
    [workspaceId],
  );
  const { events, charge, held, spent } = rows[0] as Record<string, string>;
  return { events: Number.parseInt(events ?? "", 10), chargeNano: charge ?? "", heldNano: held ?? "", spentNano: spent ?? "" };
}

function pin(pid: number, cores: string): void {
  try {
    execFileSync("taskset", ["-acp", cores, `${pid}`], { stdio: "ignore" });
  } catch {
    // No taskset, or the process has ended: the figures are noisier then.
  }
}

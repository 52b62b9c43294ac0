import { execFileSync } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { startPostgres } from "../../dev/postgres";
import { temporaryFolder } from "../../dev/temporary-folder";
import { bundle, family, type Running, runToEnd, startServer } from "../processes";

/** The relaying process has one core for itself; everything else shares the other one. */
export const RELAY_CORE = 0;
export const OTHER_CORE = 1;

export type Setting = {
  upstream: Running;
  raw: Running;
  frontDoor: Running;
  secret: string;
  /** Where Postgres has its data. */
  folder: string;
  loadFile: string;
  /** All of Postgres' processes. */
  postgresPids(): number[];
  /** How many usage events there are, and what they say was charged. */
  books(): Promise<{ events: number; chargeNano: string; heldNano: string; spentNano: string }>;
  stop(): Promise<void>;
};

type Options = { profileFolder?: string };

/** Starts Postgres (with fsync), a customer with money, an upstream, a raw relay and the front door as it is shipped. */
export async function bringUp(options: Options): Promise<Setting> {
  const folder = await temporaryFolder("relais-bench-");
  const postgres = await startPostgres({ dataFolder: path.join(folder, "postgres") });
  const env = {
    DATABASE_URL: postgres.url,
    RELAIS_DATA_DIR: folder,
    NEXTAUTH_SECRET: "a secret of the benchmark that is long enough",
    KEY_PEPPER: "a pepper of the benchmark that is long enough",
    LOG_LEVEL: "warn",
    NODE_ENV: "production",
    ANTHROPIC_API_KEY: "sk-bench",
    PORT: "0",
  };
  const file = (source: string) => bundle(source);
  const prepare = async (source: string) => runToEnd(await file(source), { env });
  await prepare("prisma/migrate.ts");
  await prepare("prisma/seed.ts");
  const customer = JSON.parse(await prepare("server/bench-customer.ts")) as { workspaceId: string; secret: string };
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const postgresPids = await postgresFamily(client);
  for (const pid of postgresPids()) pin(pid, OTHER_CORE);

  const upstream = await startServer(await file("bench/relay/upstream.ts"), { core: OTHER_CORE });
  const raw = await startServer(await file("bench/relay/raw-relay.ts"), { core: RELAY_CORE, env: { UPSTREAM_URL: upstream.url } });
  const frontDoor = await startServer(await file("server/front-door.ts"), {
    core: RELAY_CORE,
    env: { ...env, ANTHROPIC_BASE_URL: upstream.url },
    nodeFlags: options.profileFolder ? ["--cpu-prof", `--cpu-prof-dir=${options.profileFolder}`] : [],
  });
  for (const pid of postgresPids()) pin(pid, OTHER_CORE);
  return {
    upstream,
    raw,
    frontDoor,
    secret: customer.secret,
    folder,
    loadFile: await file("bench/relay/load.ts"),
    postgresPids,
    books: () => books(client, customer.workspaceId),
    async stop() {
      await Promise.all([frontDoor.stop(), raw.stop(), upstream.stop()]);
      await client.end();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function postgresFamily(client: pg.Client): Promise<() => number[]> {
  const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
  const postmaster = await readFile(path.join(rows[0]?.data_directory ?? "", "postmaster.pid"), "utf8");
  const pid = Number.parseInt(postmaster, 10);
  return () => family(pid);
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

function pin(pid: number, core: number): void {
  try {
    execFileSync("taskset", ["-cp", `${core}`, `${pid}`], { stdio: "ignore" });
  } catch {
    // No taskset, or the process has ended: the figures are noisier then.
  }
}

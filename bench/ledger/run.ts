import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { cpus } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import pg from "pg";
import { startPostgres } from "../../dev/postgres";
import { temporaryFolder } from "../../dev/temporary-folder";
import { migrate } from "../../prisma/migrate";
import { type Measured, medianOf, postgresMicros } from "./measure";

// Usage: npx tsx bench/ledger/run.ts [rounds] [seconds per cell]
const rounds = Number.parseInt(process.argv[2] ?? "3", 10);
const seconds = Number.parseInt(process.argv[3] ?? "3", 10);
const WALLETS = 1_000;
const CELLS = [1, WALLETS].flatMap((wallets) =>
  (["single", "batched"] as const).map((path) => ({ path, wallets, concurrency: 64, seconds })),
);

async function main(): Promise<void> {
  const driver = await buildDriver();
  const dataFolder = await temporaryFolder("relais-bench-");
  const server = await startPostgres({ dataFolder });
  const client = new pg.Client({ connectionString: server.url });
  try {
    await client.connect();
    await fill(client, server.url);
    const results = new Map<string, Measured[]>();
    for (let round = 0; round < rounds; round++) {
      // Every second round runs backwards: a machine that slows down slows every cell equally.
      for (const cell of round % 2 ? [...CELLS].reverse() : CELLS) {
        const measured = await measure(driver, server.url, await realFolder(client), cell);
        const name = `${cell.wallets} ${cell.path}`;
        results.set(name, [...(results.get(name) ?? []), measured]);
        process.stderr.write(`round ${round + 1}, ${name}: ${measured.cyclesPerSecond.toFixed(0)} cycles/s\n`);
      }
    }
    report(results);
  } finally {
    await client.end();
    await server.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** The measured process, bundled like the ones in production. */
async function buildDriver(): Promise<string> {
  const outfile = path.resolve(".build", "bench-ledger.mjs");
  await build({
    entryPoints: ["bench/programs/ledger.ts"],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    alias: { "server-only": "./server/server-only.ts" },
  });
  return outfile;
}

function measure(driver: string, databaseUrl: string, dataFolder: string, cell: (typeof CELLS)[number]): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [driver, JSON.stringify(cell)], {
      env: { ...process.env, DATABASE_URL: databaseUrl, LOG_LEVEL: "error" },
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    let output = "";
    let micros: number | null = null;
    child.stdout?.on("data", (data) => {
      output += data;
    });
    child.on("message", (message) => {
      const now = postgresMicros(dataFolder);
      if (now === null) return;
      micros = message === "started" ? -now : (micros ?? 0) + now;
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code !== 0) return reject(new Error(`the driver ended with ${code}`));
      const result = JSON.parse(output);
      resolve({ ...result, postgresMicrosPerCycle: micros === null ? null : micros / result.cycles });
    });
  });
}

async function realFolder(database: pg.Client): Promise<string> {
  const { rows } = await database.query<{ data_directory: string }>("SHOW data_directory");
  return rows[0]?.data_directory ?? "";
}

async function fill(database: pg.Client, url: string): Promise<void> {
  await migrate(url);
  await database.query(
    `INSERT INTO workspace (id, name) SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench'
     FROM generate_series(1, $1::integer) n`,
    [WALLETS],
  );
  await database.query("INSERT INTO wallet (workspace_id, available_nano) SELECT id, 1000000000000000 FROM workspace");
  await database.query("INSERT INTO worker_lease (instance, expires_at) VALUES ('single', now() + interval '1 day')");
}

function report(results: Map<string, Measured[]>): void {
  const model = cpus()[0]?.model ?? "unknown";
  console.log(
    `64 at once, ${rounds} rounds of ${seconds} s, medians; ${cpus().length} x ${model}, Node ${process.version}, Postgres 18 with fsync`,
  );
  for (const wallets of [1, WALLETS]) {
    const single = medianOf(results.get(`${wallets} single`) ?? []);
    const batched = medianOf(results.get(`${wallets} batched`) ?? []);
    console.table({ [`${wallets} wallets, one by one`]: single, [`${wallets} wallets, batched`]: batched });
    console.log(`${wallets} wallets: ${(batched.cyclesPerSecond / single.cyclesPerSecond).toFixed(1)} times the cycles per second`);
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

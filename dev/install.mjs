// Installs the locked dependencies when they differ from the lock file. Plain JavaScript without dependencies.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { generatePrismaClient } from "./generate.mjs";
import { step } from "./progress.mjs";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
const STAMP = `${ROOT}node_modules/.relais-installed`;

export async function ensureInstalled() {
  checkNode();
  const lock = createHash("sha256")
    .update(readFileSync(`${ROOT}package-lock.json`))
    .digest("hex");
  const isInstalled = existsSync(STAMP) && readFileSync(STAMP, "utf8") === lock;
  if (!isInstalled) {
    await step("Installing dependencies (about a minute)", () =>
      run("npm", ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]),
    );
    writeFileSync(STAMP, lock);
  }
  // An install without scripts leaves the client to us.
  if (!existsSync(`${ROOT}prisma/client/client.ts`)) await step("Generating the database client", generatePrismaClient);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map((part) => Number.parseInt(part, 10));
  const isFit = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;
  if (isFit) return;
  console.error(`Relais needs Node 20.19, 22.12 or 24 and later; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Runs a command in the checkout. Its output appears only when it fails, unless `isShown`. */
export function run(command, args, { isShown = false, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: isShown ? "inherit" : ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) return resolve(output);
      process.stderr.write(output);
      reject(new Error(`${command} ${args.join(" ")} ended with ${code}`));
    });
  });
}

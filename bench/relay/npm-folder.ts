import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../processes";

const INSTALL_TIMEOUT_MS = 300_000;

/** A folder beside the builds with packages that only a benchmark needs; `file` is in it afterwards. Kept for the next run. */
export async function npmFolder(name: string, manifest: object, file: string, flags: string[] = []): Promise<string> {
  const folder = path.join(root, ".build", name);
  const found = path.join(folder, "node_modules", file);
  if (existsSync(found)) return found;
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "package.json"), JSON.stringify({ private: true, ...manifest }));
  await install(folder, flags).catch(async (error) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  if (!existsSync(found)) throw new Error(`${found} was not installed`);
  return found;
}

function install(folder: string, flags: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = ["install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error", ...flags];
    const npm = spawn("npm", options, { cwd: folder, stdio: ["ignore", "ignore", "inherit"], timeout: INSTALL_TIMEOUT_MS });
    npm.once("error", reject);
    npm.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`npm install in ${folder} ended with ${code}`))));
  });
}

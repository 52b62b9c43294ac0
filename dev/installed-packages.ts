import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

// Beside the packages, so that only the first run waits for them.
const CACHE = path.join(import.meta.dirname, "../node_modules/.cache/installed");
const NPM_FLAGS = ["--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
const PIP_FLAGS = ["--quiet", "--disable-pip-version-check"];

type NpmPackages = {
  dependencies: Record<string, string>;
  overrides?: Record<string, string>;
  flags?: string[];
  /** The wanted file, below `node_modules`. */
  file: string;
  timeoutMs: number;
};
type Run = (command: string, args: string[]) => Promise<unknown>;

/** Packages that only a test or a benchmark needs, kept for the next run. Returns the path of `file`; throws when the install fails. */
export function installNpmPackages({ dependencies, overrides, flags = [], file, timeoutMs }: NpmPackages): Promise<string> {
  const wanted = Object.entries(dependencies).map(([name, version]) => `${name}@${version}`);
  return install(wanted, path.join("node_modules", file), timeoutMs, async (folder, run) => {
    await writeFile(path.join(folder, "package.json"), JSON.stringify({ private: true, dependencies, overrides }));
    await run("npm", ["install", ...NPM_FLAGS, ...flags]);
  });
}

/** The same in a virtual environment. Returns its Python. */
export function installPythonPackages(requirements: string[], timeoutMs: number): Promise<string> {
  const python = path.join("bin", "python");
  return install(requirements, python, timeoutMs, async (folder, run) => {
    await run("python3", ["-m", "venv", folder]);
    // Not with its own `pip`, which is bound to its original folder.
    await run(path.join(folder, python), ["-m", "pip", "install", ...PIP_FLAGS, ...requirements]);
  });
}

/**
 * Null where the packages cannot be installed: their tests are then skipped, with this reason in their names. With CI set it fails instead,
 * because CI can install them.
 */
export function ifInstallable(installation: Promise<string>): Promise<string | null> {
  return installation.catch((error) => {
    if (process.env.CI) throw error;
    console.log(`Skipping what needs these packages, since they cannot be installed: ${error instanceof Error ? error.message : error}`);
    return null;
  });
}

async function install(
  wanted: string[],
  file: string,
  timeoutMs: number,
  fill: (folder: string, run: Run) => Promise<void>,
): Promise<string> {
  const folder = path.join(CACHE, wanted.join("+").replaceAll("/", "+"));
  const found = path.join(folder, file);
  if (existsSync(found)) return found;
  await mkdir(CACHE, { recursive: true });
  // The folder gets its name when it is whole: no one uses half an installation, and two processes may install at once.
  const unfinished = await mkdtemp(`${folder}-`);
  const deadline = Date.now() + timeoutMs;
  try {
    await fill(unfinished, (command, args) =>
      promisify(execFile)(command, args, { cwd: unfinished, timeout: Math.max(1, deadline - Date.now()) }),
    );
    if (!existsSync(path.join(unfinished, file))) throw new Error(`${wanted.join(", ")} came without ${file}`);
    await rename(unfinished, folder).catch((error) => {
      // Another process was faster.
      if (!existsSync(found)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return found;
}

// Runs in npm's `prepare`: git uses dev/hooks from then on. A checkout with its own hooks, CI and an unpacked archive stay unchanged.
import { spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Returns whether git uses dev/hooks now. Never throws: an install must not fail because of it. */
export function installHooks(folder, env) {
  if (env.CI) return false;
  const git = (...args) => {
    const { status, stdout } = spawnSync("git", args, { cwd: folder, env, encoding: "utf8" });
    return status === 0 ? stdout.trim() : null;
  };
  const top = git("rev-parse", "--show-toplevel");
  // An archive that was unpacked inside another repository is not that repository.
  if (top === null || realpathSync(top) !== realpathSync(folder)) return false;
  if (git("config", "--get", "core.hooksPath") !== null) return false;
  return git("config", "core.hooksPath", "dev/hooks") !== null;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installHooks(fileURLToPath(new URL("..", import.meta.url)), process.env);

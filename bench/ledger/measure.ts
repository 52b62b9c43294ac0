import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export type Measured = {
  cyclesPerSecond: number;
  nodeMicrosPerCycle: number;
  postgresMicrosPerCycle: number | null;
  holdP50Ms: number;
  holdP99Ms: number;
};

const MICROS_PER_TICK = 10_000;

/** CPU time that the server in `dataFolder` has used in all its processes; null where there is no /proc. */
export function postgresMicros(dataFolder: string): number | null {
  try {
    const postmaster = readFileSync(path.join(dataFolder, "postmaster.pid"), "utf8").split("\n")[0] ?? "";
    const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return processes.reduce((sum, pid) => sum + ticksOf(pid, postmaster), 0) * MICROS_PER_TICK;
  } catch {
    return null;
  }
}

// Fields 14 to 17 of /proc/PID/stat: the ticks of the process and of its ended children. A child that ended counts in the postmaster's.
function ticksOf(pid: string, postmaster: string): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    if (pid !== postmaster && fields[1] !== postmaster) return 0;
    const counted = pid === postmaster ? fields.slice(11, 15) : fields.slice(11, 13);
    return counted.reduce((sum, ticks) => sum + Number.parseInt(ticks, 10), 0);
  } catch {
    return 0;
  }
}

export function medianOf(rounds: Measured[]): Measured {
  const middle = (pick: (round: Measured) => number | null) => {
    const sorted = rounds.map((round) => pick(round) ?? 0).sort((left, right) => left - right);
    return Math.round((sorted[sorted.length >> 1] ?? 0) * 10) / 10;
  };
  return {
    cyclesPerSecond: middle((round) => round.cyclesPerSecond),
    nodeMicrosPerCycle: middle((round) => round.nodeMicrosPerCycle),
    postgresMicrosPerCycle: middle((round) => round.postgresMicrosPerCycle),
    holdP50Ms: middle((round) => round.holdP50Ms),
    holdP99Ms: middle((round) => round.holdP99Ms),
  };
}

import { readdirSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";

const MICROS_PER_TICK = 10_000;

/** CPU time of a process so far in all its threads, user and system, in microseconds; 0 for one that has ended. Linux only. */
export function cpuMicros(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.reduce((sum, thread) => sum + onProcessorNanos(pid, thread), 0) / 1_000;
  } catch {
    return 0;
  }
}

// The first field is exact; the ticks of `stat` are ten milliseconds each.
function onProcessorNanos(pid: number, thread: string): number {
  try {
    return Number.parseInt(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "latin1"), 10);
  } catch {
    return 0;
  }
}

/** Resident memory of a process in mebibytes; 0 for one that has ended. Linux only. */
export function residentMib(pid: number): number {
  try {
    const pages = Number.parseInt(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1] as string, 10);
    return (pages * 4096) / 2 ** 20;
  } catch {
    return 0;
  }
}

/** A process and all its descendants: Postgres has many processes. */
export function family(pid: number): number[] {
  const parentOf = new Map<number, number>();
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${entry}/stat`, "latin1")
        .replace(/^.*\) /s, "")
        .split(" ");
      parentOf.set(Number.parseInt(entry, 10), Number.parseInt(fields[1] as string, 10));
    } catch {
      // It ended meanwhile.
    }
  }
  const found = [pid];
  for (const each of found) for (const [child, parent] of parentOf) if (parent === each) found.push(child);
  return found;
}

export type MachineTimes = { busyMicros: number; idleMicros: number; stolenMicros: number };

/** The times of all processors together, or of one of them, since the machine started. */
export function machineTimes(core?: number): MachineTimes {
  const name = core === undefined ? "cpu " : `cpu${core} `;
  const line = readFileSync("/proc/stat", "latin1")
    .split("\n")
    .find((each) => each.startsWith(name));
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, stolen = 0] = (line ?? "")
    .slice(name.length)
    .trim()
    .split(/\s+/)
    .map((each) => Number.parseInt(each, 10) * MICROS_PER_TICK);
  return { busyMicros: user + nice + system + irq + softirq, idleMicros: idle + iowait, stolenMicros: stolen };
}

export function since(before: MachineTimes, now: MachineTimes): MachineTimes {
  return {
    busyMicros: now.busyMicros - before.busyMicros,
    idleMicros: now.idleMicros - before.idleMicros,
    stolenMicros: now.stolenMicros - before.stolenMicros,
  };
}

export function loadAverage(): number {
  return loadavg()[0] ?? 0;
}

import { cpuMicros, family, loadAverage, machineTimes, since } from "../machine";
import { runToEnd } from "../processes";
import type { Candidate } from "./candidates";
import type { LoadJob, LoadReport } from "./load";
import type { Ask } from "./request-bytes";
import type { Setting } from "./setting";

/** The results of one candidate in one round. Processor times are per call. */
export type Figures = Omit<LoadReport, "cpuMicros" | "errors" | "firstError" | "elapsedMs" | "chunks"> & {
  callsPerSecond: number;
  relayMicros: number;
  upstreamMicros: number;
  postgresMicros: number;
  /** Shares of one core, 0 to 1: the candidate's own; the use of the other core; the load's part of that. */
  relayShare: number;
  otherCoreShare: number;
  loadShare: number;
  conditions: Conditions;
};

/** The machine's other activity: shares of the whole machine's time. */
export type Conditions = { load: number; stolen: number; foreign: number };

/** Its figures say little where processes may use any core. */
const OTHER_CORE = 1;
// Streams that began in time are read to their ends, and a slow candidate has many of them.
const GRACE_MS = 30_000;

/** Loads one candidate for some seconds and measures its cost. Throws if a single call failed: such a round does not count. */
export async function measure(setting: Setting, candidate: Candidate, ask: Ask, concurrency: number, seconds: number): Promise<Figures> {
  const { url, path, headers, pid } = candidate;
  const groups = [family(pid), [setting.upstream.pid], setting.postgresPids()];
  const job: LoadJob = { url, path, headers, ...ask, concurrency: concurrency * candidate.processes, seconds };
  const load = loadAverage();
  const before = {
    groups: groups.map((pids) => pids.map(cpuMicros)),
    machine: machineTimes(),
    other: machineTimes(OTHER_CORE),
    own: process.cpuUsage(),
  };
  const output = await runToEnd(setting.loadFile, {
    cores: setting.cores.others,
    args: [JSON.stringify(job)],
    timeoutMs: seconds * 1000 + GRACE_MS,
  });
  const machine = since(before.machine, machineTimes());
  const other = since(before.other, machineTimes(OTHER_CORE));
  const own = process.cpuUsage(before.own);
  const [relay = 0, upstream = 0, postgres = 0] = groups.map((pids, index) => usedSince(before.groups[index] ?? [], pids));
  const { cpuMicros: loadMicros, errors, firstError, elapsedMs, chunks, ...seen } = JSON.parse(output) as LoadReport;
  if (candidate.isBilled) setting.billedCalls += seen.calls;
  if (errors > 0) throw new Error(`${errors} calls failed, the first one so: ${firstError}`);
  if (ask.kind === "paced" && chunks === 0) throw new Error("no paced chunk arrived in one piece");
  // The candidate of the direct call is the upstream itself.
  const ours = relay + (pid === setting.upstream.pid ? 0 : upstream) + postgres + loadMicros + own.user + own.system;
  const total = machine.busyMicros + machine.idleMicros + machine.stolenMicros;
  return {
    ...seen,
    callsPerSecond: (seen.calls * 1000) / elapsedMs,
    relayMicros: relay / seen.calls,
    upstreamMicros: upstream / seen.calls,
    postgresMicros: postgres / seen.calls,
    relayShare: relay / (elapsedMs * 1000),
    otherCoreShare: other.busyMicros / (other.busyMicros + other.idleMicros + other.stolenMicros),
    loadShare: loadMicros / (elapsedMs * 1000),
    conditions: { load, stolen: machine.stolenMicros / total, foreign: Math.max(0, machine.busyMicros - ours) / total },
  };
}

function usedSince(before: number[], pids: number[]): number {
  // The time of a Postgres backend that has ended meanwhile cannot be read.
  return pids.reduce((sum, pid, index) => sum + Math.max(0, cpuMicros(pid) - (before[index] ?? 0)), 0);
}

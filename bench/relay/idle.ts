import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { cpuMicros, residentMib } from "../machine";
import { spawnNode } from "../processes";
import { table } from "../results";
import { type Candidate, type CandidateName, type Entry, LABELS, labelOf, startCandidate } from "./candidates";
import { type Outcome, outcome } from "./goals";
import type { IdleJob, IdleReport } from "./idle-streams";
import { measure } from "./measure";
import { shown } from "./report";
import type { Setting } from "./setting";

export const IDLE_CANDIDATES: CandidateName[] = ["raw", "unbilled", "billed", "next", "portkey"];
export const STEPS = [1_000, 5_000];
const HELD_MS = 6_000;
const BESIDE_SECONDS = 2;
const SAMPLE_MS = 200;
const STEP_TIMEOUT_MS = 120_000;
const GOALS_MIB = [250, 450];

type Level = { open: number; peakMib: number; share: number; openedMs: number; besideMs: number };
type Held = { label: string; startMib: number; levels: Level[]; ended: number; fault: string | null };

/** Streams with one event a second: their memory in one process, and their cost. */
export async function measureIdle(setting: Setting, entries: Entry[]): Promise<{ markdown: string; outcomes: Outcome[] }> {
  const held: Held[] = [];
  for (const entry of entries) {
    const one = await holdOpen(setting, entry);
    process.stderr.write(`idle, ${one.label}: ${one.levels.map((each) => `${each.open}: ${each.peakMib.toFixed(0)} MiB`).join(", ")}\n`);
    held.push(one);
  }
  return { markdown: idleTable(held), outcomes: outcomes(held.find((each) => each.label === LABELS.billed)) };
}

async function holdOpen(setting: Setting, entry: Entry): Promise<Held> {
  const held: Held = { label: labelOf(entry), startMib: 0, levels: [], ended: 0, fault: null };
  let candidate: Candidate | undefined;
  try {
    candidate = await startCandidate(setting, entry);
    held.startMib = residentMib(candidate.pid);
    await climb(setting, candidate, held);
  } catch (error) {
    held.fault = (error as Error).message;
  } finally {
    await candidate?.stop();
  }
  return held;
}

async function climb(setting: Setting, candidate: Candidate, held: Held): Promise<void> {
  const { url, path, headers, pid } = candidate;
  const job: IdleJob = { url, path, headers, releaseUrl: setting.upstream.url };
  const client = spawnNode(setting.idleFile, { cores: setting.cores.others, args: [JSON.stringify(job)] });
  const lines = createInterface({ input: client.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  const tell = async (line: string): Promise<IdleReport> => {
    client.stdin?.write(`${line}\n`);
    const timer = setTimeout(() => client.kill("SIGKILL"), STEP_TIMEOUT_MS);
    const { value } = await lines.next();
    clearTimeout(timer);
    if (!value) throw new Error(`no answer within two minutes to ${line}`);
    return JSON.parse(value) as IdleReport;
  };
  try {
    for (const count of STEPS) {
      const peak = watchPeak(pid);
      const { open, errors, firstError, tookMs } = await tell(`${count}`);
      const before = cpuMicros(pid);
      await sleep(HELD_MS);
      const share = (cpuMicros(pid) - before) / (HELD_MS * 1000);
      const beside = await measure(setting, candidate, { kind: "whole", promptBytes: 800 }, 1, BESIDE_SECONDS);
      held.levels.push({ open, peakMib: peak.stop(), share, openedMs: tookMs, besideMs: beside.p50 });
      if (errors > 0) throw new Error(`${errors} streams failed, the first one so: ${firstError.slice(0, 300)}`);
    }
  } finally {
    const { ended, errors, firstError } = await tell("end").catch(() => ({ ended: 0, errors: 1, firstError: "the client died" }));
    held.ended = ended;
    if (candidate.isBilled) setting.billedCalls += ended;
    if (errors > 0) held.fault ??= `${errors} streams did not end as they should: ${firstError.slice(0, 300)}`;
    client.kill("SIGKILL");
  }
}

function watchPeak(pid: number): { stop(): number } {
  let peakMib = residentMib(pid);
  const timer = setInterval(() => {
    peakMib = Math.max(peakMib, residentMib(pid));
  }, SAMPLE_MS);
  // A step that fails leaves the watch behind: it must not keep this process alive.
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      return peakMib;
    },
  };
}

function idleTable(held: Held[]): string {
  const head = [
    "",
    "MiB at the start",
    ...STEPS.flatMap((count) => [`MiB with ${count}`, "KiB per stream", "of its core", "opened in s", "a call beside them, p50 ms"]),
    "ended whole",
  ];
  const rows = held.map(({ label, startMib, levels, ended }) => [
    label,
    startMib.toFixed(0),
    ...STEPS.flatMap((count, index) => {
      const level = levels[index];
      if (level?.open !== count) return ["–", "–", "–", "–", "–"];
      const perStream = ((level.peakMib - startMib) * 1024) / count;
      return [
        level.peakMib.toFixed(0),
        perStream.toFixed(0),
        `${(level.share * 100).toFixed(0)}%`,
        shown(level.openedMs / 1000, 1),
        shown(level.besideMs, 2),
      ];
    }),
    ended,
  ]);
  const faults = held.flatMap(({ label, fault }) => (fault ? [`${label}: ${fault.replaceAll("\n", " ")}`] : []));
  const what =
    "Resident memory of the one process at its peak, while opening and for six seconds after; each stream says one thing a second.";
  return [table(head, rows), what, ...faults].join("\n\n");
}

function outcomes(billed: Held | undefined): Outcome[] {
  return STEPS.flatMap((count, index) => {
    const level = billed?.levels[index];
    if (level?.open !== count) return [];
    return [outcome(`${count} idle streams in one process, MiB`, level.peakMib, { atMost: GOALS_MIB[index] })];
  });
}

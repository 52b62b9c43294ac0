import { LABELS } from "./candidates";
import type { Figures } from "./measure";
import { CHUNKS_PER_STREAM } from "./parts";
import type { ScenarioRounds } from "./rounds";

/** Returns the median of a figure of one candidate in one scenario; NaN where it was not measured. */
export type Look = (scenario: string, label: string, value: (each: Figures) => number) => number;
/** A goal without a bound is listed for comparison. */
type Goal = { text: string; atMost?: number; atLeast?: number; value(look: Look): number };
export type Outcome = { text: string; goal: string; value: number; isReached: boolean | null };

const { straight, raw, "two-raw": twoRaw, billed, two, portkey } = LABELS;
const cpu = (each: Figures) => each.relayMicros;
const delay = (each: Figures) => each.delayP50;

const ratio = (scenario: string, one: string, other: string, value: (each: Figures) => number) => (look: Look) =>
  look(scenario, one, value) / look(scenario, other, value);
const added = (scenario: string, to: string, value: (each: Figures) => number) => (look: Look) =>
  look(scenario, billed, value) - look(scenario, to, value);

const GOALS: Record<string, Goal[]> = {
  calls: [
    { text: "CPU per call with billing, times raw, 64 at once", atMost: 1.6, value: ratio("call-64", billed, raw, cpu) },
    { text: "the same, earlier goal", atMost: 2, value: ratio("call-64", billed, raw, cpu) },
    { text: "calls per second, times raw, 64 at once", atLeast: 0.5, value: ratio("call-64", billed, raw, (each) => each.callsPerSecond) },
    { text: "p50 added to the straight call, one at a time, ms", atMost: 1, value: added("call-1", straight, (each) => each.p50) },
    { text: "p50 added to the raw relay's, one at a time, ms", atMost: 1, value: added("call-1", raw, (each) => each.p50) },
    { text: "p99 added to the straight call, one at a time, ms", atMost: 5, value: added("call-1", straight, (each) => each.p99) },
    { text: "calls per CPU-second, times Portkey's, 64 at once", atLeast: 8, value: ratio("call-64", portkey, billed, cpu) },
  ],
  streams: [
    { text: "CPU per chunk with billing, times raw, 64 at once", atMost: 1.2, value: ratio("stream-64", billed, raw, cpu) },
    { text: "streams per CPU-second, times Portkey's, 64 at once", atLeast: 5, value: ratio("stream-64", portkey, billed, cpu) },
  ],
  paced: [
    { text: "delay of a paced chunk (p50), times raw, 64 at once", atMost: 1.5, value: ratio("paced-64", billed, raw, delay) },
    { text: "the same, one at a time", atMost: 1.5, value: ratio("paced-1", billed, raw, delay) },
    { text: "the same, 256 at once", atMost: 1.5, value: ratio("paced-256", billed, raw, delay) },
    { text: "CPU per paced chunk, times raw, 64 at once", atMost: 1.2, value: ratio("paced-64", billed, raw, cpu) },
  ],
  processes: [
    { text: "CPU per call of two processes, times one's", atMost: 1.15, value: ratio("port-call-64", two, billed, cpu) },
    // The machine's own time for it, with any program.
    { text: "the same of two raw relays", value: ratio("port-call-64", twoRaw, raw, cpu) },
    { text: "calls per second of two processes, times one's", value: ratio("port-call-64", two, billed, (each) => each.callsPerSecond) },
  ],
  // In practice no operator runs two on one core: the extra time is what they cost each other in its caches.
  "one-core": [
    { text: "CPU per call of two processes on one core, times one's", value: ratio("core-call-64", two, billed, cpu) },
    { text: "the same of two raw relays on one core", value: ratio("core-call-64", twoRaw, raw, cpu) },
  ],
};

/** The goals of a part and the results. A goal is left out when some of its candidates were not measured. */
export function outcomesOf(part: string, measured: ScenarioRounds[]): Outcome[] {
  const look: Look = (scenario, label, value) => {
    const rounds = measured.find((each) => each.scenario.name === scenario)?.candidates.find((each) => each.label === label);
    return rounds ? medianOf(rounds.figures, value) : Number.NaN;
  };
  return (GOALS[part] ?? []).map((goal) => outcome(goal.text, goal.value(look), goal)).filter(({ value }) => !Number.isNaN(value));
}

export function outcome(text: string, value: number, { atMost, atLeast }: { atMost?: number; atLeast?: number }): Outcome {
  if (atMost === undefined && atLeast === undefined) return { text, value, isReached: null, goal: "–" };
  const isReached = atMost === undefined ? value >= (atLeast ?? 0) : value <= atMost;
  return { text, value, isReached, goal: atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}` };
}

export function medianOf(figures: Figures[], value: (each: Figures) => number): number {
  const sorted = figures.map(value).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  // For an even number of rounds, the mean of the two in the middle.
  return sorted.length % 2 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** CPU time is given per call, for streams per chunk. */
export function unitOf({ kind }: ScenarioRounds["scenario"]): { name: string; perCall: number } {
  return kind === "whole" ? { name: "call", perCall: 1 } : { name: "chunk", perCall: CHUNKS_PER_STREAM };
}

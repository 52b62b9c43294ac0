import type { Candidate } from "./candidates";
import { type Figures, measure } from "./measure";
import type { Scenario } from "./parts";
import type { Setting } from "./setting";

/** The rounds of one candidate in one scenario; `faults` are the reasons of rounds that do not count. */
export type Rounds = { label: string; figures: Figures[]; faults: string[] };
export type ScenarioRounds = { scenario: Scenario; candidates: Rounds[] };

/** After this many failures in one scenario, a candidate gets no further round in it. */
const FAULTS_AT_MOST = 2;

/** Runs all candidates in turn, forwards and backwards: other activity of the machine affects all of them equally. */
export async function playRounds(
  setting: Setting,
  candidates: Candidate[],
  scenario: Scenario,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<ScenarioRounds> {
  const all = candidates.map((candidate) => ({ candidate, rounds: { label: candidate.label, figures: [], faults: [] } as Rounds }));
  for (let round = 1; round <= rounds; round += 1) {
    for (const { candidate, rounds: its } of round % 2 ? all : [...all].reverse()) {
      if (its.faults.length >= FAULTS_AT_MOST) continue;
      await play(setting, candidate, scenario, seconds, its);
      process.stderr.write(`${scenario.name}, round ${round}, ${candidate.label}: ${lastOf(its)}\n`);
    }
  }
  return { scenario, candidates: all.map((each) => each.rounds) };
}

/** Runs until the compiler has optimised each candidate. These calls do not count. */
export async function warmUp(setting: Setting, candidates: Candidate[], scenario: Scenario, seconds: number): Promise<void> {
  for (const candidate of candidates) {
    const its: Rounds = { label: candidate.label, figures: [], faults: [] };
    await play(setting, candidate, scenario, seconds, its);
    process.stderr.write(`${scenario.name}, warm-up, ${candidate.label}: ${lastOf(its)}\n`);
  }
}

async function play(setting: Setting, candidate: Candidate, scenario: Scenario, seconds: number, its: Rounds): Promise<void> {
  try {
    its.figures.push(await measure(setting, candidate, scenario, scenario.concurrency, seconds));
  } catch (error) {
    its.faults.push((error as Error).message.slice(0, 500));
  }
}

function lastOf({ figures, faults }: Rounds): string {
  const last = figures.at(-1);
  if (!last) return `does not count: ${faults.at(-1)}`;
  return `${last.relayMicros.toFixed(1)} µs, ${last.callsPerSecond.toFixed(0)} calls/s, ${(last.relayShare * 100).toFixed(0)}% of its core`;
}

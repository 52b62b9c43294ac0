import { type Candidate, type Entry, labelOf, startCandidate } from "./candidates";
import { type Outcome, outcomesOf } from "./goals";
import type { Part } from "./parts";
import { goalsTable, scenarioTable } from "./report";
import { playRounds, type ScenarioRounds, warmUp } from "./rounds";
import { APART, type Setting } from "./setting";

export type Effort = { rounds: number; seconds: number; warmUpSeconds: number };
export type Section = { markdown: string; outcomes: Outcome[] };

/** Starts the candidates, plays every scenario with them, and always stops them again. */
export async function playPart(setting: Setting, part: Part, entries: Entry[], effort: Effort): Promise<Section> {
  const candidates: Candidate[] = [];
  const absent: string[] = [];
  const measured: ScenarioRounds[] = [];
  setting.place(part.cores);
  try {
    for (const entry of entries) {
      const started = await startCandidate(setting, entry).catch((error: Error) => error);
      if (started instanceof Error) absent.push(`${labelOf(entry)} could not be started: ${started.message.slice(0, 500)}`);
      else candidates.push(started);
    }
    for (const [index, scenario] of part.scenarios.entries()) {
      const before = part.scenarios[index - 1];
      if (before?.kind !== scenario.kind || before.promptBytes !== scenario.promptBytes) {
        await warmUp(setting, candidates, scenario, effort.warmUpSeconds);
      }
      measured.push(await playRounds(setting, candidates, scenario, effort));
    }
  } finally {
    await Promise.all(candidates.map((each) => each.stop()));
    setting.place(APART);
  }
  const outcomes = outcomesOf(part.name, measured);
  const goals = outcomes.length ? [goalsTable(outcomes)] : [];
  return { markdown: [...goals, ...absent, ...measured.map(scenarioTable)].join("\n\n"), outcomes };
}

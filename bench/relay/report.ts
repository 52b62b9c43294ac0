import { table } from "../results";
import { LABELS } from "./candidates";
import { medianOf, type Outcome, unitOf } from "./goals";
import type { Conditions, Figures } from "./measure";
import type { Rounds, ScenarioRounds } from "./rounds";

/** One scenario's table: medians of the rounds, the best of them, every round's own cost, and the machine's other activity. */
export function scenarioTable({ scenario, candidates }: ScenarioRounds): string {
  const unit = unitOf(scenario);
  const isPaced = scenario.kind === "paced";
  const times = isPaced
    ? ["chunk delay p50 ms", "p99 ms", "first byte p50 ms"]
    : ["p50 ms", "p90 ms", "p99 ms", ...(scenario.kind === "stream" ? ["first byte p50 ms"] : [])];
  const head = ["", `CPU µs per ${unit.name}`, "best", "× raw", "calls/s", "of its core", ...times, "Postgres µs per call", "each round"];
  const rows = candidates.map((each) => row(each, unit.perCall, rawBeside(each, candidates), scenario.kind));
  return [`### ${scenario.title}`, table(head, rows), conditionsLine(candidates), ...faultLines(candidates)].join("\n\n");
}

/** The raw relay on the same version of Node. */
function rawBeside({ label }: Rounds, candidates: Rounds[]): Rounds | undefined {
  const version = /, Node \S+$/.exec(label)?.[0] ?? "";
  return candidates.find((each) => each.label === LABELS.raw + version);
}

function row({ label, figures }: Rounds, perCall: number, raw: Rounds | undefined, kind: string): string[] {
  const middle = (value: (each: Figures) => number) => medianOf(figures, value);
  const micros = figures.map((each) => each.relayMicros / perCall);
  const ownCost = middle((each) => each.relayMicros);
  const rawCost = raw ? medianOf(raw.figures, (each) => each.relayMicros) : Number.NaN;
  const times = (
    kind === "paced"
      ? (["delayP50", "delayP99", "firstByteP50"] as const)
      : (["p50", "p90", "p99", ...(kind === "stream" ? (["firstByteP50"] as const) : [])] as const)
  ).map((key) =>
    shown(
      middle((each) => each[key]),
      2,
    ),
  );
  return [
    label,
    shown(ownCost / perCall, 1),
    shown(Math.min(...micros), 1),
    shown(ownCost / rawCost, 2),
    shown(
      middle((each) => each.callsPerSecond),
      0,
    ),
    `${shown(
      middle((each) => each.relayShare * 100),
      0,
    )}%`,
    ...times,
    shown(
      middle((each) => each.postgresMicros),
      0,
    ),
    micros.map((each) => each.toFixed(1)).join(" "),
  ];
}

/** Whether the machine was quiet, and whether the load or the other core limited the throughput. */
function conditionsLine(candidates: Rounds[]): string {
  const all = candidates.flatMap((each) => each.figures);
  const range = (value: (each: Conditions) => number, digits: number) => {
    const values = all.map((each) => value(each.conditions));
    return `${shown(
      medianOf(all, (each) => value(each.conditions)),
      digits,
    )} (most ${shown(Math.max(...values), digits)})`;
  };
  const shares = candidates.map(
    ({ label, figures }) =>
      `${label} ${percent(medianOf(figures, (each) => each.loadShare))}/${percent(medianOf(figures, (each) => each.otherCoreShare))}`,
  );
  return [
    `Load average ${range((each) => each.load, 1)}; stolen by the host, % of the machine ${range((each) => each.stolen * 100, 1)}; other programs, % ${range((each) => each.foreign * 100, 1)}.`,
    `Load generator's and the whole other core's use: ${shares.join(", ")}.`,
  ].join(" ");
}

function faultLines(candidates: Rounds[]): string[] {
  return candidates.flatMap(({ label, faults }) =>
    faults.map((fault) => `A round of ${label} does not count: ${fault.replaceAll("\n", " ").slice(0, 200)}`),
  );
}

export function goalsTable(outcomes: Outcome[]): string {
  return table(
    ["Goal", "", "measured", ""],
    outcomes.map(({ text, goal, value, isReached }) => [
      text,
      goal,
      shown(value, 2),
      isReached === null ? "–" : isReached ? "reached" : "**missed**",
    ]),
  );
}

export function shown(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : "–";
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(0)}%` : "–";
}

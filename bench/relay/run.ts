import { hasOption, listOption, numberOption, textOption } from "../options";
import { writeResults } from "../results";
import { checkBooks } from "./books";
import type { CandidateName, Entry } from "./candidates";
import { diskWaits } from "./disk";
import type { Outcome } from "./goals";
import { IDLE_CANDIDATES, measureIdle } from "./idle";
import { nodeBinary } from "./node-binary";
import { NODES, PARTS, type Part } from "./parts";
import { playPart, type Section } from "./play-part";
import { profileParts } from "./profile";
import { goalsTable } from "./report";
import { bringUp, type Setting } from "./setting";

// Usage: npm run bench -- relay [--only=calls,idle,stream-64] [--with=raw,billed] [--rounds=4] [--seconds=1.5] [--warm-up=8]
//          [--node=24] [--minutes=45] [--dry]
const effort = { rounds: numberOption("rounds", 4), seconds: numberOption("seconds", 1.5), warmUpSeconds: numberOption("warm-up", 8) };
const only = listOption("only");
const candidates = listOption("with") as CandidateName[];
const endsMs = Date.now() + numberOption("minutes", 45) * 60_000;
const command = ["npm run bench -- relay", ...process.argv.slice(2)].join(" ");

type Task = { name: string; play(setting: Setting): Promise<Section> };

async function main(): Promise<void> {
  const tasks = [...PARTS.flatMap(partTask), idleTask, nodesTask, profileTask].filter(
    ({ name }) => only.length === 0 || isAsked(name) || PARTS.some((part) => part.name === name),
  );
  const setting = await bringUp();
  // At once, because our parent may not wait: every child is killed on exit.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  // Every step has its own limit; if one exceeds it, the whole run still ends.
  setTimeout(() => process.exit(1), endsMs - Date.now() + 300_000).unref();
  const reached: Outcome[] = [];
  try {
    for (const task of tasks) reached.push(...(await perform(setting, task)));
    const summary = goalsTable(reached);
    process.stdout.write(`${summary}\n`);
    if (only.length === 0 && !hasOption("dry")) writeResults("relay", summary, command);
  } finally {
    await setting.stop();
  }
}

/** Runs one task to its end and writes its results at once: a later failure does not lose them. */
async function perform(setting: Setting, { name, play }: Task): Promise<Outcome[]> {
  const startedMs = Date.now();
  if (startedMs > endsMs) {
    process.stdout.write(`## relay: ${name}\n\nNot run: the time was over.\n\n`);
    return [];
  }
  const disk = diskWaits(setting.folder);
  const { markdown, outcomes } = await play(setting).catch((error: Error) => ({ markdown: `**It failed**: ${error.stack}`, outcomes: [] }));
  const took = `Took ${((Date.now() - startedMs) / 1000).toFixed(0)} s.`;
  const text = [markdown, `${await checkBooks(setting)} ${disk} ${took}`].join("\n\n");
  process.stdout.write(`## relay: ${name}\n\n${text}\n\n`);
  if (!hasOption("dry")) writeResults(`relay: ${name}`, text, command);
  return outcomes;
}

function isAsked(name: string): boolean {
  return only.length === 0 || only.includes(name);
}

function chosen(names: CandidateName[]): Entry[] {
  return names.filter((name) => candidates.length === 0 || candidates.includes(name)).map((name) => ({ name }));
}

function partTask(part: Part): Task[] {
  const scenarios = isAsked(part.name) ? part.scenarios : part.scenarios.filter(({ name }) => only.includes(name));
  if (scenarios.length === 0) return [];
  return [{ name: part.name, play: (setting) => playPart(setting, { ...part, scenarios }, chosen(part.candidates), effort) }];
}

const idleTask: Task = { name: "idle", play: (setting) => measureIdle(setting, chosen(IDLE_CANDIDATES)) };

const profileTask: Task = { name: "profile", play: (setting) => profileParts(setting, effort) };

/** Each candidate on this Node and on another one, in the same rounds. */
const nodesTask: Task = {
  name: "nodes",
  async play(setting) {
    const versions = [await nodeBinary(process.execPath), await nodeBinary(textOption("node") ?? "24")];
    const entries = chosen(NODES.candidates).flatMap(({ name }) => versions.map((node) => ({ name, node })));
    const { markdown } = await playPart(setting, NODES, entries, effort);
    const idle = await measureIdle(
      setting,
      versions.map((node) => ({ name: "billed" as const, node })),
    );
    return { markdown: `${markdown}\n\n### Idle streams\n\n${idle.markdown}`, outcomes: [] };
  },
};

main().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);

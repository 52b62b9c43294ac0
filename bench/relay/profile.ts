import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundle, root } from "../processes";
import { writeSection } from "../results";
import { startCandidate } from "./candidates";
import { measure } from "./measure";
import { PARTS, type Scenario } from "./parts";
import type { Effort, Section } from "./play-part";
import { profileTable } from "./profile-table";
import type { Setting } from "./setting";

const PROFILED = ["call-64", "stream-64"];
const PROFILE_SECONDS = 5;
const WRITE_TIMEOUT_MS = 20_000;
const TITLE = "# Where the time goes\n\nThe front door with billing. Written by `npm run bench -- relay --only=profile`.";

/** Profiles the warm front door under load. The figures include the profiler's own cost: only their shares count. */
export async function profileParts(setting: Setting, { warmUpSeconds }: Effort): Promise<Section> {
  const scenarios = PARTS.flatMap((part) => part.scenarios).filter(({ name }) => PROFILED.includes(name));
  const tables: string[] = [];
  for (const scenario of PROFILED.flatMap((name) => scenarios.find((each) => each.name === name) ?? [])) {
    const markdown = await profile(setting, scenario, warmUpSeconds);
    tables.push(`### ${scenario.title}\n\n${markdown}`);
    if (!process.argv.includes("--dry")) writeSection("PROFILE.md", TITLE, scenario.title, markdown);
  }
  return { markdown: ["The lines are in bench/PROFILE.md.", ...tables.map(firstTable)].join("\n\n"), outcomes: [] };
}

async function profile(setting: Setting, scenario: Scenario, warmUpSeconds: number): Promise<string> {
  const folder = path.join(root, ".build", "profiles");
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${scenario.name}.cpuprofile`);
  rmSync(file, { force: true });
  const candidate = await startCandidate(
    setting,
    { name: "billed" },
    { nodeFlags: ["--import", await bundle("bench/relay/profile-switch.ts")], env: { BENCH_PROFILE_FILE: file } },
  );
  try {
    await measure(setting, candidate, scenario, scenario.concurrency, warmUpSeconds);
    process.kill(candidate.pid, "SIGUSR2");
    const { calls } = await measure(setting, candidate, scenario, scenario.concurrency, PROFILE_SECONDS);
    process.kill(candidate.pid, "SIGUSR2");
    for (let waitedMs = 0; !existsSync(file) && waitedMs < WRITE_TIMEOUT_MS; waitedMs += 100) await sleep(100);
    return profileTable(file, calls);
  } finally {
    await candidate.stop();
  }
}

function firstTable(markdown: string): string {
  return markdown.split("\n\n").slice(0, 3).join("\n\n");
}

import { mkdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Running, residentMib, root } from "../processes";
import { median, table, writeResults } from "../results";
import { diskWaits } from "./disk";
import { type Figures, type Kind, measure } from "./measure";
import { holdStreamsOpen } from "./open-streams";
import { bringUp, type Setting } from "./setting";

// Usage: npm run bench -- relay [--rounds=N] [--seconds=N] [--profile] [--dry]
const option = (name: string, otherwise: number) =>
  Number.parseInt(process.argv.find((each) => each.startsWith(`--${name}=`))?.split("=")[1] ?? `${otherwise}`, 10);
const ROUNDS = option("rounds", 4);
const SECONDS = option("seconds", 3);
/** Until the compiler has seen enough of the larger candidate. */
const WARM_UP_SECONDS = 6;
const CHUNKS = 50;
const OPEN_STREAMS = 1_000;
const SCENARIOS: { title: string; kind: Kind; concurrency: number }[] = [
  { title: "One call, not streaming, 64 at once", kind: "json", concurrency: 64 },
  { title: "One call, not streaming, one at a time", kind: "json", concurrency: 1 },
  { title: "Streams of 50 chunks, unpaced, 16 at once", kind: "stream", concurrency: 16 },
];

async function main(): Promise<void> {
  const profileFolder = process.argv.includes("--profile") ? path.join(root, ".build/profile") : undefined;
  if (profileFolder) await mkdir(profileFolder, { recursive: true });
  const setting = await bringUp({ profileFolder });
  try {
    const report = await compare(setting);
    process.stdout.write(`${report}\n`);
    if (!process.argv.includes("--dry")) writeResults("relay", report);
  } finally {
    await setting.stop();
  }
}

/** All candidates in turn, round after round: whatever else the machine does falls on all of them alike. */
async function compare(setting: Setting): Promise<string> {
  const candidates = { "straight to the upstream": setting.upstream, "raw relay": setting.raw, "front door, billing": setting.frontDoor };
  const parts: string[] = [diskWaits(setting.folder)];
  const startMib = residentMib(setting.frontDoor.pid);
  let billedCalls = 0;
  for (const { title, kind, concurrency } of SCENARIOS) {
    const figures = new Map<string, Figures[]>();
    for (const [, candidate] of Object.entries(candidates))
      billedCalls += billed(setting, candidate, await measure(setting, candidate, kind, concurrency, WARM_UP_SECONDS));
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const [name, candidate] of Object.entries(candidates)) {
        const measured = await measure(setting, candidate, kind, concurrency, SECONDS);
        billedCalls += billed(setting, candidate, measured);
        figures.set(name, [...(figures.get(name) ?? []), measured]);
        process.stderr.write(
          `${title}, round ${round}, ${name}: ${measured.relayMicros.toFixed(1)} µs, ${measured.callsPerSecond.toFixed(0)} calls/s\n`,
        );
      }
    }
    parts.push(section(title, kind, figures));
  }
  const open = await holdStreamsOpen(setting, OPEN_STREAMS);
  billedCalls += OPEN_STREAMS;
  parts.push(
    `### ${OPEN_STREAMS} open streams, one chunk a second each\n\n${open}; at the start the front door had ${startMib.toFixed(0)} MiB.`,
  );
  parts.push(await checkBooks(setting, billedCalls));
  return parts.join("\n\n");
}

function billed(setting: Setting, candidate: Running, { calls }: Figures): number {
  return candidate === setting.frontDoor ? calls : 0;
}

function section(title: string, kind: Kind, figures: Map<string, Figures[]>): string {
  const middle = (name: string, value: (each: Figures) => number) => median((figures.get(name) ?? []).map(value));
  const best = (name: string) => Math.min(...(figures.get(name) ?? []).map((each) => each.relayMicros));
  const units = kind === "json" ? 1 : CHUNKS;
  const rows = [...figures.keys()].map((name) => [
    name,
    (middle(name, (each) => each.relayMicros) / units).toFixed(1),
    (best(name) / units).toFixed(1),
    middle(name, (each) => each.callsPerSecond).toFixed(0),
    ...(["p50", "p90", "p99", "firstByteP50"] as const).map((key) => middle(name, (each) => each[key]).toFixed(2)),
    middle(name, (each) => each.postgresMicros).toFixed(0),
  ]);
  const ratio = (value: (each: Figures) => number) => (middle("front door, billing", value) / middle("raw relay", value)).toFixed(2);
  const added = middle("front door, billing", (each) => each.p50) - middle("raw relay", (each) => each.p50);
  const unit = kind === "json" ? "call" : "chunk";
  const head = ["", `CPU µs per ${unit}`, "best", "calls/s", "p50 ms", "p90 ms", "p99 ms", "first byte p50 ms", "Postgres µs per call"];
  return `### ${title}\n\n${table(head, rows)}\n\nFront door against raw relay: CPU × ${ratio((each) => each.relayMicros)}, calls/s × ${ratio((each) => each.callsPerSecond)}, p50 ${added >= 0 ? "+" : ""}${added.toFixed(2)} ms.`;
}

/** A candidate that lost a call, or billed one twice, is out. */
async function checkBooks(setting: Setting, calls: number): Promise<string> {
  for (let tries = 0; ; tries += 1) {
    const { events, chargeNano, heldNano, spentNano } = await setting.books();
    const agree = events === calls && chargeNano === spentNano && heldNano === "0";
    if (agree) return `Afterwards ${calls} calls had left ${events} usage events, which sum to what the wallet spent; nothing was held.`;
    if (tries > 600)
      throw new Error(
        `the books do not agree: ${calls} calls, ${events} events, ${chargeNano} charged, ${spentNano} spent, ${heldNano} held`,
      );
    // Streams whose client left are still read to their end.
    await sleep(200);
  }
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});

import { rm } from "node:fs/promises";
import path from "node:path";
import { startPostgres } from "../../dev/postgres";
import { temporaryFolder } from "../../dev/temporary-folder";
import { bundle, root, runToEnd, startServer } from "../processes";
import { table, writeResults } from "../results";
import { recordConversation } from "./conversation";
import { type Play, play, type Tally } from "./play";

// Usage: npm run bench -- affinity [turns] [conversations]
const turns = Number.parseInt(process.argv[2] ?? "32", 10);
const count = Number.parseInt(process.argv[3] ?? "6", 10);
const ACCOUNTS = 4;
const PAUSES_SECONDS = [30, 90];

const WAYS = [
  { name: "affine, by session header", routing: "affine", namesSessions: true },
  { name: "affine, by the prompt's beginning", routing: "affine", namesSessions: false },
  { name: "in turn", routing: "rotation", namesSessions: true },
] as const;

const folder = await temporaryFolder("relais-bench-");
const postgres = await startPostgres({ dataFolder: path.join(folder, "postgres") });
try {
  await main();
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);

async function main(): Promise<void> {
  const standIn = await startServer(path.join(root, "dev/stand-ins/claude.ts"), {
    nodeFlags: ["--import", "tsx"],
    args: ["--port", "0", "--pace-ms", "0", "--answer-tokens", "150", "--no-calls", "1"],
    env: { RELAIS_SANDBOX: "1" },
  });
  const env = {
    DATABASE_URL: postgres.processesUrl,
    MIGRATION_DATABASE_URL: postgres.url,
    RELAIS_DATA_DIR: folder,
    NEXTAUTH_SECRET: "a secret of the benchmark that is long enough",
    KEY_PEPPER: "a pepper of the benchmark that is long enough",
    UPSTREAM_CREDENTIALS_KEY: "a key of the benchmark that is long enough",
    LOG_LEVEL: "warn",
    PORT: "0",
  };
  const prepare = async (source: string, args: string[] = []) => runToEnd(await bundle(source), { env, args });
  await prepare("prisma/migrate.ts");
  await prepare("prisma/seed.ts");
  const { secret } = JSON.parse(await prepare("bench/programs/customer.ts")) as { secret: string };
  await prepare("bench/programs/accounts.ts", [standIn.url, `${ACCOUNTS}`]);
  const frontDoor = await bundle("server/front-door.ts");
  const conversations = Array.from({ length: count }, (_, index) => recordConversation(index + 1, turns));
  const results: { pauseSeconds: number; name: string; tally: Tally }[] = [];
  for (const { name, routing, namesSessions } of WAYS) {
    const relay = await startServer(frontDoor, { env: { ...env, UPSTREAM_ROUTING: routing } });
    for (const pauseSeconds of PAUSES_SECONDS) {
      const setting: Play = { relayUrl: relay.url, standInUrl: standIn.url, secret, conversations, turns, pauseSeconds, namesSessions };
      const tally = await play(setting);
      results.push({ pauseSeconds, name, tally });
      process.stderr.write(`${name}, ${pauseSeconds} s: $${dollars(tally.chargeNano)}\n`);
    }
    await relay.stop();
  }
  await standIn.stop();
  report(results);
}

function report(results: { pauseSeconds: number; name: string; tally: Tally }[]): void {
  const sections = PAUSES_SECONDS.map((pauseSeconds) => {
    const rows = results.filter((each) => each.pauseSeconds === pauseSeconds);
    const cheapest = rows.reduce(
      (least, { tally }) => (tally.chargeNano < least ? tally.chargeNano : least),
      rows[0]?.tally.chargeNano ?? 0n,
    );
    const lines = rows.map(({ name, tally }) => {
      const prompt = tally.input + tally.read + tally.written;
      const times = (Number(tally.chargeNano) / Number(cheapest)).toFixed(2);
      const share = `${((100 * tally.read) / prompt).toFixed(1)} %`;
      return [name, tally.accounts, prompt, tally.read, tally.written, tally.input, share, `$${dollars(tally.chargeNano)}`, `× ${times}`];
    });
    const head = [
      "accounts are chosen",
      "accounts",
      "prompt tokens",
      "read",
      "written",
      "neither",
      "read share",
      "charge",
      "against the least",
    ];
    return `### A conversation's turns ${pauseSeconds} s apart\n\n${table(head, lines)}`;
  });
  const intro = `${count} conversations of an agent with ${turns} turns each, interleaved, over ${ACCOUNTS} accounts of a stand-in that keeps a prompt cache for each account (five minutes, refreshed by reads). Claude Opus 5 at list price; the charges are the relay's own.`;
  writeResults("affinity", `${intro}\n\n${sections.join("\n\n")}`);
}

function dollars(nano: bigint): string {
  const digits = nano.toString().padStart(10, "0");
  return `${digits.slice(0, -9)}.${digits.slice(-9, -5)}`;
}

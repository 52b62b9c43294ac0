import { readFileSync } from "node:fs";
import { Agent, request } from "undici";
import { buildProcesses } from "../../dev/build.mjs";
import { bundle, startServer } from "../processes";
import { bringUp } from "../relay/setting";
import { table, writeResults } from "../results";
import { type Body, bodies } from "./bodies";

// The cost of one request that is expensive to read, for the thread that answers all calls, and the delay of the other calls.
const ROUNDS = 3;

type Figures = { status: number; totalMs: number; threadMs: number; waitMs: number };

await buildProcesses();
const setting = await bringUp();
const door = await startServer(await bundle("server/front-door.ts"), { env: setting.env });
const agent = new Agent({ connections: 4 });
try {
  // The first long body starts the reading thread.
  await send({ name: "", format: "messages", bytes: Buffer.alloc(300_000, " "), headers: {}, isHostile: true });
  const rows: (string | number)[][] = [];
  for (const body of bodies()) {
    const rounds: Figures[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await measured(body));
    const median = (of: keyof Figures) => rounds.map((each) => each[of]).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
    const size = body.bytes.length > 1_000_000 ? `${(body.bytes.length / 1e6).toFixed(1)} MB` : `${Math.round(body.bytes.length / 1e3)} KB`;
    rows.push([body.name, body.format, size, median("status"), ms(median("threadMs")), ms(median("waitMs")), ms(median("totalMs"))]);
    console.log(rows.at(-1)?.join("  "));
  }
  const figures = [
    table(["body", "format", "sent", "status", "CPU of the thread that answers", "longest wait of others", "its own answer"], rows),
    `Medians of ${ROUNDS} rounds. The longest wait is that of small requests sent one after the other meanwhile. Resident afterwards: ${residentMb()} MB.`,
  ].join("\n\n");
  console.log(figures);
  if (!process.argv.includes("--dry")) writeResults("bodies", figures);
} finally {
  await agent.close();
  await door.stop();
  await setting.stop();
}

/** Sent twice: once alone, because small requests beside it would cost the thread time of their own. */
async function measured(body: Body): Promise<Figures> {
  const [threadBefore, before] = [threadMs(), performance.now()];
  const status = await send(body);
  const [totalMs, spentMs] = [performance.now() - before, threadMs() - threadBefore];
  const probing = { isOver: false };
  const wait = longestWait(probing);
  await send(body);
  probing.isOver = true;
  return { status, totalMs, threadMs: spentMs, waitMs: await wait };
}

async function send({ format, bytes, headers }: Body): Promise<number> {
  const answer = await request(`${door.url}/api/v1/${format}`, {
    method: "POST",
    headers: { "x-api-key": setting.secret, "content-type": "application/json", ...headers },
    body: bytes,
  });
  await answer.body.dump();
  return answer.statusCode;
}

/** The longest wait of the probe, which needs no key and no Postgres, on a connection of its own. */
async function longestWait(until: { isOver: boolean }): Promise<number> {
  let most = 0;
  while (!until.isOver) {
    const before = performance.now();
    await (await request(`${door.url}/api`, { dispatcher: agent })).body.dump();
    most = Math.max(most, performance.now() - before);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return most;
}

/** The processor time of the thread that answers calls. */
function threadMs(): number {
  return Number.parseInt(readFileSync(`/proc/${door.pid}/task/${door.pid}/schedstat`, "utf8"), 10) / 1e6;
}

function residentMb(): number {
  return Math.round(Number.parseInt(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${door.pid}/status`, "utf8"))?.[1] ?? "0", 10) / 1024);
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

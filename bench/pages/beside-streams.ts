import { request } from "undici";
import { bundle, runToEnd } from "../processes";
import { table } from "../results";
import type { Product } from "./product";

// The delay of a chunk while pages are rendered beside it, with nothing pinned.
const STREAMS = 40;
const RENDERS_PER_SECOND = 40;
const SECONDS = 15;
const EARLIER_CALLS = 300;

type Chunks = { chunks: number; p50Ms: number; p99Ms: number; mostMs: number };
type Renders = { rendered: number; failed: number; p50Ms: number };

/** What rendering pages costs the streams of the same machine. */
export async function measureBesideStreams({ url, secret }: Product, cookie: string): Promise<string> {
  for (let sent = 0; sent < EARLIER_CALLS; sent += 20) await Promise.all(Array.from({ length: 20 }, () => call(url, secret)));
  const readers = await bundle("bench/pages/readers.ts");
  const visitors = await bundle("bench/pages/visitors.ts");
  const read = async (seconds: number): Promise<Chunks> =>
    JSON.parse(await runToEnd(readers, { args: [url, secret, `${STREAMS}`, `${seconds}`] }));
  await read(3);
  const alone = await read(SECONDS);
  const [beside, renders] = await Promise.all([
    read(SECONDS),
    runToEnd(visitors, { args: [`${url}/usage`, cookie, `${RENDERS_PER_SECOND}`, `${SECONDS}`] }).then((text): Renders => JSON.parse(text)),
  ]);
  const row = (name: string, each: Chunks) => [name, (each.chunks / SECONDS).toFixed(0), ms(each.p50Ms), ms(each.p99Ms), ms(each.mostMs)];
  return [
    table(["", "chunks/s", "delay p50", "p99", "most"], [row("streams alone", alone), row("beside 40 renders of /usage a second", beside)]),
    `Rendered ${(renders.rendered / SECONDS).toFixed(1)} pages a second (${renders.failed} failed), p50 ${ms(renders.p50Ms)}.`,
    "The delay is from the upstream's write to the client's read, on one machine that runs the whole product, the upstream and both clients.",
  ].join("\n\n");
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

async function call(url: string, secret: string): Promise<void> {
  const answer = await request(`${url}/api/v1/messages`, {
    method: "POST",
    headers: { "x-api-key": secret, "content-type": "application/json" },
    body: JSON.stringify({ model: "claude-haiku-4-5", max_tokens: 100, messages: [{ role: "user", content: "Hello" }] }),
  });
  await answer.body.dump();
  if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}`);
}

import { Agent, request } from "undici";

/** Requests a page a number of times a second, whether or not earlier answers have come, and prints the durations. */
const [url = "", cookie = "", perSecond = "40", seconds = "10"] = process.argv.slice(2);
const agent = new Agent({ connections: 100, pipelining: 1 });
const tookMs: number[] = [];
let failed = 0;

async function visit(): Promise<void> {
  const startedMs = performance.now();
  try {
    const answer = await request(url, { dispatcher: agent, headers: { cookie } });
    const text = await answer.body.text();
    if (answer.statusCode === 200 && text.includes("</html>")) tookMs.push(performance.now() - startedMs);
    else failed += 1;
  } catch {
    failed += 1;
  }
}

const visits: Promise<void>[] = [];
const timer = setInterval(() => visits.push(visit()), 1_000 / Number(perSecond));
await new Promise((resolve) => setTimeout(resolve, Number(seconds) * 1_000));
clearInterval(timer);
await Promise.all(visits);
tookMs.sort((a, b) => a - b);
process.stdout.write(JSON.stringify({ rendered: tookMs.length, failed, p50Ms: tookMs[Math.floor(tookMs.length / 2)] ?? null }));
process.exit(0);

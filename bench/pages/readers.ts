import { Agent, request } from "undici";

/** Reads streams for a number of seconds, and prints the delays of their chunks: p50, p99 and their number. */
const [url = "", secret = "", streams = "40", seconds = "10"] = process.argv.slice(2);
const agent = new Agent({ connections: 1_000, pipelining: 1 });
const endMs = performance.now() + Number(seconds) * 1_000;
const delaysMs: number[] = [];

async function read(): Promise<void> {
  while (performance.now() < endMs) {
    const answer = await request(`${url}/api/v1/messages`, {
      dispatcher: agent,
      method: "POST",
      headers: { "x-api-key": secret, "content-type": "application/json" },
      body: JSON.stringify({ model: "claude-haiku-4-5", max_tokens: 1_000, stream: true, messages: [{ role: "user", content: "Go on" }] }),
    });
    if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}`);
    for await (const chunk of answer.body) {
      const now = process.hrtime.bigint();
      for (const match of chunk.toString("latin1").matchAll(/at:(\d+);/g)) delaysMs.push(Number(now - BigInt(match[1] ?? "0")) / 1e6);
      if (performance.now() > endMs) break;
    }
  }
}

await Promise.all(Array.from({ length: Number(streams) }, () => read()));
delaysMs.sort((a, b) => a - b);
const at = (share: number) => delaysMs[Math.floor(delaysMs.length * share)] ?? Number.NaN;
process.stdout.write(JSON.stringify({ chunks: delaysMs.length, p50Ms: at(0.5), p99Ms: at(0.99), mostMs: at(0.9999) }));
process.exit(0);

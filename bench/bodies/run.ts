import { bundle, cpuMicros, type Running, runToEnd, startServer } from "../processes";
import { median, table, writeResults } from "../results";

/** What the shape of a streamed body costs: docs/decisions/0010-replies-push-their-bytes.md stands on these figures. */
const ROUNDS = 6;
const CHUNKS = 50;
const SHAPES = ["push", "iterable", "web"];

async function main(): Promise<void> {
  const [shapesFile, loadFile] = [await bundle("bench/bodies/shapes.ts"), await bundle("bench/relay/load.ts")];
  const upstream = await startServer(await bundle("bench/relay/upstream.ts"), { core: 1 });
  const servers = new Map<string, Running>();
  for (const shape of SHAPES)
    servers.set(shape, await startServer(shapesFile, { core: 0, env: { SHAPE: shape, UPSTREAM_URL: upstream.url } }));
  const microsPerChunk = new Map<string, number[]>(SHAPES.map((shape) => [shape, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [shape, server] of servers) {
      const before = cpuMicros(server.pid);
      const seen = JSON.parse(await runToEnd(loadFile, { core: 1, args: [server.url, "-", "stream", "16", "3"] }));
      if (seen.errors > 0) throw new Error(seen.firstError);
      // The first round warms up.
      if (round > 0) microsPerChunk.get(shape)?.push((cpuMicros(server.pid) - before) / seen.calls / CHUNKS);
    }
  }
  const rows = SHAPES.map((shape) => {
    const all = microsPerChunk.get(shape) ?? [];
    return [shape, median(all).toFixed(1), Math.min(...all).toFixed(1)];
  });
  const report = table(["shape of the body", "CPU µs per chunk, median", "best"], rows);
  process.stdout.write(`${report}\n`);
  if (!process.argv.includes("--dry"))
    writeResults("bodies", `Streams of ${CHUNKS} chunks, unpaced, 16 at once, ${ROUNDS} rounds of 3 s in turn.\n\n${report}`);
  for (const each of [upstream, ...servers.values()]) await each.stop();
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});

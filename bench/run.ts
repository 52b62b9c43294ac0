import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

/** `npm run bench -- relay`: runs bench/relay/bench.ts, which starts all that it needs and writes its part of bench/RESULTS.md. */
async function main(): Promise<void> {
  const names = readdirSync(__dirname).filter((name) => existsSync(path.join(__dirname, name, "bench.ts")));
  const [name = "", ...options] = process.argv.slice(2);
  if (!names.includes(name)) {
    process.stderr.write(`Say which benchmark to run: npm run bench -- ${names.join(" | ")}\n`);
    process.exit(1);
  }
  const { run } = (await import(path.join(__dirname, name, "bench.ts"))) as { run(options: string[]): Promise<void> };
  await run(options);
  process.exit(0);
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});

import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

/** `npm run bench -- relay`: runs bench/relay/run.ts with the further arguments. It starts everything that it needs. */
const names = readdirSync(import.meta.dirname).filter((name) => existsSync(path.join(import.meta.dirname, name, "run.ts")));
const [name = "", ...options] = process.argv.slice(2);
if (names.includes(name)) {
  const file = path.join(import.meta.dirname, name, "run.ts");
  process.argv = [process.argv[0] as string, file, ...options];
  void import(file);
} else {
  process.stderr.write(`Say which benchmark to run: npm run bench -- ${names.join(" | ")}\n`);
  process.exitCode = 1;
}

import { runStatic, STATIC_CHECKS } from "./static-checks";

// Tests that only read files.
const RULES = ["dev/taste", "dev/decisions", "dev/documents", "log-events"];
const HOUSE_RULES = {
  name: "rules",
  title: "House rules",
  commands: [["node_modules/vitest/vitest.mjs", "run", "--project", "pure", ...RULES]],
};
// The linter and the compiler use several cores each.
const AT_A_TIME = 3;

/** Runs every static check, several at a time. Returns the exit code. */
export async function check(): Promise<number> {
  const startedMs = Date.now();
  const waiting = [HOUSE_RULES, ...STATIC_CHECKS].reverse();
  let failed = 0;
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await runStatic(next).catch((error) => {
        failed += 1;
        process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
      });
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  console.log(`${failed ? `${failed} failed` : "Nothing found"} in ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
  return failed ? 1 : 0;
}

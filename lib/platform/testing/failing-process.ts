// A process for tests that throws uncaught errors, as often as requested, and prints what its last line of defence counted.
import { setImmediate as turn } from "node:timers/promises";
import { holdLastDefence } from "@/lib/platform/last-defence";
import { uncaughtErrors } from "@/lib/platform/metrics";

async function main(): Promise<void> {
  holdLastDefence({ giveUp: () => console.log("gives up") });
  const failures = Number.parseInt(process.argv[2] ?? "0", 10);
  for (let n = 0; n < failures; n += 1) {
    setTimeout(() => {
      throw new Error("in a timer");
    });
    void Promise.reject(new Error("of nobody"));
    await turn();
  }
  let counted = await counts();
  // The counter is loaded with the first error, which takes seconds on a busy machine.
  for (let tries = 0; tries < 600 && counted.some((count) => count < failures); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    counted = await counts();
  }
  console.log(`exceptions ${counted[0]}, rejections ${counted[1]}`);
  console.log("still here");
}

async function counts(): Promise<number[]> {
  const { values } = await uncaughtErrors().get();
  return ["exception", "rejection"].map((kind) => values.find(({ labels }) => labels.kind === kind)?.value ?? 0);
}

void main();

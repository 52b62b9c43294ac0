// A process for tests that throws uncaught errors, as often as requested, and prints what its last line of defence counted.
import { setImmediate as turn } from "node:timers/promises";
import { holdLastDefence } from "@/lib/platform/last-defence";
import { uncaughtErrors } from "@/lib/platform/metrics";

async function main(): Promise<void> {
  holdLastDefence({ giveUp: () => console.log("gives up") });
  for (let n = 0; n < Number.parseInt(process.argv[2] ?? "0", 10); n += 1) {
    setTimeout(() => {
      throw new Error("in a timer");
    });
    void Promise.reject(new Error("of nobody"));
    await turn();
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { values } = await uncaughtErrors().get();
  const counted = (kind: string) => values.find(({ labels }) => labels.kind === kind)?.value;
  console.log(`exceptions ${counted("exception")}, rejections ${counted("rejection")}`);
  console.log("still here");
}

void main();

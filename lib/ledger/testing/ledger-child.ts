import { startLedger } from "@/lib/ledger/ledger";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";

/** A process for tests to kill: it makes calls without end, several at once, and prints the id of each call with a confirmed charge. */
async function main(): Promise<void> {
  const [databaseUrl = "", spoolFolder = "", instance = "", atOnce = "", ...wallets] = process.argv.slice(2);
  const ledger = await startLedger({ databaseUrl, spoolFolder, instance });
  const loop = async (start: number) => {
    for (let n = start; ; n++) {
      const hold = holdOf(wallets[n % wallets.length] as string, 100n);
      await ledger.placeHold(hold);
      await ledger.settle(settlementOf(hold, 7n));
      process.stdout.write(`${hold.id}\n`);
    }
  };
  await Promise.all(Array.from({ length: Number.parseInt(atOnce, 10) }, (_, start) => loop(start)));
}

void main();

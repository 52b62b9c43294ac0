// A process for tests to kill: it looks after the batches that are due, once.
import { tendBatches } from "@/lib/batches/tend-batches";

void tendBatches(new Date(Date.now() + Number.parseInt(process.argv[2] ?? "0", 10))).then(() => process.exit(0));

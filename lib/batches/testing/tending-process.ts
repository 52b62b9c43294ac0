// A process for tests to kill: it checks the due batches once.
import { tendBatches } from "@/lib/batches/tend-batches";

void tendBatches(new Date(Date.now() + Number.parseInt(process.argv[2] ?? "0", 10))).then(() => process.exit(0));

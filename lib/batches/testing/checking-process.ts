// A process for tests to kill: it checks the due batches once.
import { checkDueBatches } from "@/lib/batches/check-due-batches";

void checkDueBatches(new Date(Date.now() + Number.parseInt(process.argv[2] ?? "0", 10))).then(() => process.exit(0));

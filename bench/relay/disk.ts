import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from "node:fs";
import path from "node:path";

/** How long the disk needs to store one page, as Postgres requires at every commit. A call with hold and settle waits for this twice. */
export function diskWaits(folder: string): string {
  const file = path.join(folder, "disk-probe");
  const descriptor = openSync(file, "w");
  const page = Buffer.alloc(8_192);
  const waits = Array.from({ length: 200 }, (_, index) => {
    writeSync(descriptor, page, 0, page.length, (index % 50) * page.length);
    const start = performance.now();
    fdatasyncSync(descriptor);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  closeSync(descriptor);
  rmSync(file);
  const [p50 = 0, p99 = 0] = [waits[100], waits[198]];
  return `The disk under Postgres took ${p50.toFixed(2)} ms (p99 ${p99.toFixed(1)}) to keep one page.`;
}

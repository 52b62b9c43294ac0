import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";

/** A loopback port that nothing listens on now. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (typeof address === "object" && address ? resolve(address.port) : reject(new Error("no free port"))));
    });
  });
}

/** Whether a server could listen on the port now, on every address. */
export async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });
}

/** Ports by name, the same as in the last start unless another process took them: rows of a database may contain an address. */
export async function reusedPorts<Name extends string>(file: string, names: readonly Name[]): Promise<Record<Name, number>> {
  const last: Partial<Record<Name, number>> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const ports = {} as Record<Name, number>;
  for (const name of names) {
    const kept = last[name];
    ports[name] = kept !== undefined && (await isFree(kept)) ? kept : await freePort();
  }
  writeFileSync(file, `${JSON.stringify(ports)}\n`);
  return ports;
}

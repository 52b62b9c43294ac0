import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { freePort } from "./ports";
import { ended, runningPostgresUrl } from "./postgres";
import { repriceDatabase, summaryOf } from "./reprice";
import { temporaryFolder } from "./temporary-folder";

export type StartedProduct = { url: string; dataFolder: string; output(): string };

/** Starts the product as a newcomer does, with its own data folder. Afterwards it prices every charge again that was made during `use`. */
export async function onStartedProduct(
  use: (product: StartedProduct, folder: string) => Promise<void>,
  flags: string[] = [],
): Promise<void> {
  const folder = await temporaryFolder("relais-product-");
  const dataFolder = path.join(folder, "data");
  mkdirSync(dataFolder);
  const port = await freePort();
  try {
    const product = await startProduct(port, dataFolder, flags);
    try {
      await use({ url: `http://localhost:${port}`, dataFolder, output: product.output }, folder);
      const { faults, ...counts } = await repriceDatabase(
        process.env.MIGRATION_DATABASE_URL ?? process.env.DATABASE_URL ?? (await runningPostgresUrl(path.join(dataFolder, "postgres"))),
      );
      console.log(summaryOf(counts));
      if (faults.length > 0) throw new Error(`Priced again, ${faults.length} rows do not hold:\n${faults.slice(0, 20).join("\n")}`);
    } finally {
      await product.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startProduct(port: number, dataFolder: string, flags: string[]): Promise<{ output(): string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, ["dev/start.mjs", ...flags], {
    env: { ...process.env, PORT: String(port), RELAIS_DATA_DIR: dataFolder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  await new Promise<void>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`npm start ended with ${code}`)));
    child.stdout.on("data", (chunk: Buffer) => {
      process.stdout.write(chunk);
      output += chunk;
      if (output.includes("Relais is ready on")) resolve();
    });
  });
  return { output: () => output, stop: () => ended(child, "SIGTERM") };
}

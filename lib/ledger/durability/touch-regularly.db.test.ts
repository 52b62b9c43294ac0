import { open, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { touchRegularly } from "@/lib/ledger/durability/touch-regularly";
import { newSpoolFolder } from "@/lib/ledger/testing/wallets";

test("an idle file looks young as long as its process lives", async () => {
  const filePath = path.join(await newSpoolFolder(), "idle.spool");
  const file = await open(filePath, "a+");
  const end = touchRegularly(file, 10);
  await makeOld(filePath);
  await expect.poll(() => ageMs(filePath)).toBeLessThan(60_000);
  end();
  await makeOld(filePath);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await ageMs(filePath)).toBeGreaterThan(24 * 3_600_000);
  await file.close();
});

function makeOld(filePath: string): Promise<void> {
  const before = new Date(Date.now() - 25 * 3_600_000);
  return utimes(filePath, before, before);
}

async function ageMs(filePath: string): Promise<number> {
  return Date.now() - (await stat(filePath)).mtimeMs;
}

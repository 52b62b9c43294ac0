import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { reusedPorts } from "./ports";

const folder = mkdtempSync(path.join(tmpdir(), "relais-ports-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a start has the ports of the last one, except those that were taken meanwhile", async () => {
  const file = path.join(folder, "ports.json");
  const first = await reusedPorts(file, ["claude", "stripe"]);
  expect(first.claude).not.toBe(first.stripe);
  expect(await reusedPorts(file, ["claude", "stripe"])).toEqual(first);
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(first.claude, resolve));
  const later = await reusedPorts(file, ["claude", "stripe"]);
  expect(later).toEqual({ claude: expect.any(Number), stripe: first.stripe });
  expect(later.claude).not.toBe(first.claude);
  await new Promise((resolve) => other.close(resolve));
});

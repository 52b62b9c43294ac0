import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { processes } from "./processes";

let folder: string;
let script: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "relais-processes-"));
  script = path.join(folder, "falls.mjs");
  await writeFile(script, 'import { appendFileSync } from "node:fs"; appendFileSync(process.argv[2], ".");');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Starts a process that ends at once, over and over, with this long between two ends. Returns the number of starts. */
async function startedUntilBroken(betweenMs: number, enough: number): Promise<{ starts: number; isBroken: boolean }> {
  const count = path.join(folder, "starts");
  let starts = 0;
  let nowMs = 0;
  let isBroken = false;
  const children = processes(
    folder,
    () => {
      isBroken = true;
    },
    () => {
      nowMs += betweenMs;
      return nowMs;
    },
  );
  await children.run("falls", [script, count], { env: {} });

  const look = async () => {
    starts = (await readFile(count, "utf8").catch(() => "")).length;
    return isBroken || starts >= enough;
  };
  await expect.poll(look, { interval: 50 }).toBe(true);
  await children.stop();
  return { starts, isBroken };
}

test("a process that falls six times within ten minutes is broken", async () => {
  expect(await startedUntilBroken(1, 100)).toEqual({ starts: 6, isBroken: true });
});

test("a process that falls now and then is started again, however often", async () => {
  expect(await startedUntilBroken(125_000, 9)).toEqual({ starts: 9, isBroken: false });
});

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const FLAGS = ["--conditions=react-server", "--import", "tsx", "lib/platform/testing/failing-process.ts"];

/** What a process says that throws so often, in a timer and in a promise. */
async function said(failures: number): Promise<string[]> {
  const env = { ...process.env, LOG_LEVEL: "silent" };
  const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, String(failures)], { env });
  return stdout.trim().split("\n");
}

test("an error that nobody catches is counted, and the process serves on", async () => {
  expect(await said(3)).toEqual(["exceptions 3, rejections 3", "still here"]);
});

test("a process that goes on failing ends, and is not left to fail for ever", async () => {
  expect(await said(10)).toEqual(["gives up", "exceptions 10, rejections 10", "still here"]);
});

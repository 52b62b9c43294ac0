import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const FLAGS = ["--conditions=react-server", "--import", "tsx", "lib/platform/testing/failing-process.ts"];

/** The log of a process that throws this often, in a timer and in a promise. */
async function said(failures: number): Promise<string[]> {
  const env = { ...process.env, LOG_LEVEL: "silent" };
  const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, String(failures)], { env });
  return stdout.trim().split("\n");
}

test("an uncaught error is counted, and the process goes on serving", async () => {
  expect(await said(3)).toEqual(["exceptions 3, rejections 3", "still here"]);
});

test("a process that keeps failing ends instead of failing for ever", async () => {
  expect(await said(10)).toEqual(["gives up", "exceptions 10, rejections 10", "still here"]);
});

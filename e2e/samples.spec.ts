import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { ifInstallable } from "../dev/installed-packages";
import { INSTALL } from "./clients/versions";
import { createKey, signUp, topUp } from "./steps";

const base = process.env.E2E_BASE_URL ?? "http://localhost:3000";
const SAMPLES = path.join(import.meta.dirname, "samples");
let key: string;

test.describe.configure({ mode: "serial", timeout: 240_000 });

test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage({ baseURL: base });
  await signUp(page);
  await topUp(page, "5");
  key = await createKey(page, "Samples");
  await page.close();
});

/** Runs a sample as its reader would: with the address and the key of this installation filled in. */
async function runSample(folder: string, file: string, command: string, args: string[]): Promise<string> {
  const text = readFileSync(path.join(SAMPLES, folder, file), "utf8");
  const mine = text.replaceAll("http://localhost:3000", base).replaceAll("sk-relais-YOUR-KEY", key);
  // Beside the original, so that it finds the same packages.
  const copy = path.join(SAMPLES, folder, `.run-${process.pid}-${file}`);
  writeFileSync(copy, mine);
  try {
    const env = { ...process.env, OPENAI_API_KEY: key, OPENAI_BASE_URL: `${base}/api/v1`, PYTHONIOENCODING: "utf-8", FORCE_COLOR: "0" };
    return (await promisify(execFile)(command, [...args, copy], { env, timeout: 60_000 })).stdout;
  } finally {
    rmSync(copy);
  }
}

const withNode = (file: string) => runSample("node", file, process.execPath, ["--import", "tsx"]);

test("Node: a plain call", async () => {
  expect(await withNode("plain-call.ts")).toMatch(/\S+[\s\S]*\n\d+\n$/);
});

test("Node: a call in Chinese by a bare client", async () => {
  expect(await withNode("chinese-call.ts")).toMatch(/[\u4e00-\u9fff]{4,}/);
});

test("Node: the first call writes the cache, the second reads it", async () => {
  expectWriteThenRead(await withNode("cached-system.ts"));
});

test("Node: a client class prints its hit rates", async () => {
  expectHitRates(await withNode("cache-client.ts"));
});

test("Node: the Anthropic client streams with a one-hour cache", async () => {
  const lines = [...(await withNode("anthropic-stream.ts")).matchAll(/written for one hour (\d+) read (\d+)/g)];
  expect(lines).toHaveLength(2);
  const [first, second] = lines.map(([, written, read]) => ({ written: Number(written), read: Number(read) }));
  expect(first?.written).toBeGreaterThan(1024);
  expect(first?.read).toBe(0);
  expect(second?.read).toBe(first?.written);
});

test.describe("Python", () => {
  let python: string | null;

  test.beforeAll(async () => {
    python = await ifInstallable(INSTALL.official(210_000));
  });
  test.beforeEach(() => {
    test.skip(python === null, "Python 3 with venv, or the openai package, cannot be installed here");
  });

  const withPython = (file: string) => runSample("python", file, python ?? "", []);

  test("Python: a plain call", async () => {
    expect(await withPython("plain_call.py")).toMatch(/\S+[\s\S]*\n\d+\n$/);
  });

  test("Python: a call in Chinese by a bare client", async () => {
    expect(await withPython("chinese_call.py")).toMatch(/[\u4e00-\u9fff]{4,}/);
  });

  test("Python: the first call writes the cache, the second reads it", async () => {
    expectWriteThenRead(await withPython("cached_system.py"));
  });

  test("Python: a client class prints its hit rates", async () => {
    expectHitRates(await withPython("cache_client.py"));
  });
});

function expectWriteThenRead(output: string): void {
  const lines = [...output.matchAll(/written (\d+) read (\d+) of (\d+)/g)].map((match) => match.slice(1).map(Number));
  expect(lines).toHaveLength(2);
  const [[written, readFirst], [writtenAgain, read]] = lines as [[number, number], [number, number]];
  expect(written).toBeGreaterThan(1024);
  expect(readFirst).toBe(0);
  expect(read).toBe(written);
  expect(writtenAgain).toBe(0);
}

function expectHitRates(output: string): void {
  const rates = [...output.matchAll(/hit rate (\d+)%/g)].map((match) => Number(match[1]));
  expect(rates).toHaveLength(3);
  expect(rates[0]).toBe(0);
  expect(rates[1]).toBeGreaterThan(90);
  expect(rates[2]).toBeGreaterThan(90);
}

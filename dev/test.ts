import { readFileSync } from "node:fs";
import path from "node:path";
import { driveClients } from "../e2e/clients/drive";
import { sandboxProduct } from "../e2e/clients/product";
import { findChromium } from "./chromium";
import { run } from "./install.mjs";
import { step } from "./progress.mjs";
import { onStartedProduct } from "./started-product";
import { runStatic, STATIC_CHECKS } from "./static-checks";
import { temporaryFolder } from "./temporary-folder";

type Tally = { passed: number; failed: number; skipped: string[] };
type Stage = { name: string; run(tally: Tally): Promise<void> };

const node = process.execPath;
const CLIENTS_MS = 10 * 60_000;

/** Runs all stages, or the named ones: `npm test -- unit browser`. Returns the exit code. */
export async function test(names: string[]): Promise<number> {
  const unknown = names.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown.length) throw new Error(`No such stage: ${unknown.join(", ")}. There are: ${STAGES.map((stage) => stage.name).join(", ")}`);
  const tally: Tally = { passed: 0, failed: 0, skipped: [] };
  for (const stage of STAGES.filter((each) => names.length === 0 || names.includes(each.name))) {
    await stage.run(tally).catch((error) => {
      tally.failed += 1;
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    });
  }
  for (const each of tally.skipped) console.log(`skipped: ${each}`);
  if (tally.skipped.length > 0) console.log(`${tally.skipped.length} skipped, each named above`);
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  return tally.failed === 0 && tally.passed > 0 ? 0 : 1;
}

const STAGES: Stage[] = [
  ...STATIC_CHECKS.map((each) => ({
    name: each.name,
    async run(tally: Tally) {
      await runStatic(each);
      tally.passed += 1;
    },
  })),
  { name: "unit", run: runUnit },
  { name: "browser", run: runBrowser },
  { name: "clients", run: runClients },
];

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
  testResults: { assertionResults: { status: string; fullName: string }[] }[];
};

async function runUnit(tally: Tally): Promise<void> {
  const reportFile = path.join(await temporaryFolder("relais-report-"), "vitest.json");
  await shown("Unit, database and SDK tests", [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${reportFile}`,
  ]);
  const report: VitestReport = JSON.parse(readFileSync(reportFile, "utf8"));
  tally.passed += report.numPassedTests;
  // A file that cannot even be loaded counts as one failure, though it has no failed test.
  tally.failed += Math.max(report.numFailedTests, report.numFailedTestSuites);
  const pending = report.testResults
    .flatMap((file) => file.assertionResults)
    .filter((each) => each.status === "pending" || each.status === "skipped");
  tally.skipped.push(...pending.map((each) => each.fullName));
}

type BrowserSuite = {
  suites?: BrowserSuite[];
  specs?: { title: string; tests: { status: string; annotations: { type: string; description?: string }[] }[] }[];
};

async function runBrowser(tally: Tally): Promise<void> {
  const chromium = await step("Looking for a Chromium", findChromium);
  await onStartedProduct(async (product, folder) => {
    const reportFile = path.join(folder, "playwright.json");
    await shown("Browser journeys and samples", ["node_modules/@playwright/test/cli.js", "test", "--config", "e2e/playwright.config.ts"], {
      E2E_BASE_URL: product.url,
      E2E_START_OUTPUT: product.output(),
      E2E_CHROMIUM: chromium,
      E2E_DATA_DIR: product.dataFolder,
      PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile,
    });
    countBrowser(JSON.parse(readFileSync(reportFile, "utf8")), tally);
  });
  tally.passed += 1;
}

/** Third-party clients that install quickly: `npm run clients -- all` drives the others as well. */
async function runClients(tally: Tally): Promise<void> {
  await onStartedProduct(async (product) => {
    const { passed, failed, skipped } = await driveClients(await sandboxProduct(product), { names: [], limitMs: CLIENTS_MS });
    tally.passed += passed;
    tally.failed += failed;
    tally.skipped.push(...skipped);
  });
  tally.passed += 1;
}

function countBrowser(suite: BrowserSuite, tally: Tally): void {
  for (const spec of suite.specs ?? []) {
    for (const each of spec.tests) {
      if (each.status === "skipped") tally.skipped.push([spec.title, each.annotations[0]?.description].filter(Boolean).join(": "));
      else if (each.status === "expected") tally.passed += 1;
      else tally.failed += 1;
    }
  }
  for (const each of suite.suites ?? []) countBrowser(each, tally);
}

/** Runs a test runner with its own output: it prints its failures, and the report counts them. */
function shown(title: string, args: string[], env: Record<string, string> = {}): Promise<void> {
  return step(title, () => run(node, args, { isShown: true, env }).then(undefined, () => undefined));
}

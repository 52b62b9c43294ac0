import { defineConfig } from "@playwright/test";
import type { Manner } from "./manner";

/** What a customer does, and the everyday jobs of an operator. These journeys are played by keyboard alone too, and on a phone. */
const EVERYDAY =
  /\/(main-job|start|keys|key-limits|management-keys|stranger-keys|calls|overview|top-up|top-up-return|time-zones|codes|admin-jobs)\.spec\.ts/;
const ACCOUNTS = /\/accounts\.spec\.ts/;

export default defineConfig<{ manner: Manner }>({
  testDir: ".",
  // Journeys share one running product and one machine of two cores; each makes its own account.
  workers: 2,
  fullyParallel: true,
  timeout: 240_000,
  expect: { timeout: 45_000 },
  reporter: [["line"], ["json"]],
  outputDir: "../test-results",
  projects: [
    // Few mails go to one network in a while, so the journeys that read them come before all that sign people up.
    { name: "accounts by keyboard", testMatch: ACCOUNTS, use: { manner: "keyboard" } },
    // The operator's jobs have longer journeys of their own by pointer.
    { name: "journeys", testIgnore: ["demo.spec.ts", "admin-jobs.spec.ts"] },
    { name: "keyboard", testMatch: EVERYDAY, use: { manner: "keyboard" } },
    { name: "phone", testMatch: EVERYDAY, use: { viewport: { width: 360, height: 800 } } },
    // It starts a second product, which would take the machine from the journeys. `--no-deps` runs it alone.
    { name: "demo", testMatch: "demo.spec.ts", dependencies: ["accounts by keyboard", "journeys", "keyboard", "phone"] },
  ],
  use: {
    baseURL: process.env.E2E_BASE_URL ?? "http://localhost:3000",
    locale: "en-US",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.E2E_CHROMIUM,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});

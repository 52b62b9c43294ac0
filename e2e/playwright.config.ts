import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  // Journeys share one running product and one machine of two cores; each makes its own account.
  workers: 2,
  fullyParallel: true,
  timeout: 240_000,
  expect: { timeout: 45_000 },
  reporter: [["line"], ["json"]],
  outputDir: "../test-results",
  projects: [
    { name: "journeys", testIgnore: "demo.spec.ts" },
    // It starts a second product, which would take the machine from the journeys. `--no-deps` runs it alone.
    { name: "demo", testMatch: "demo.spec.ts", dependencies: ["journeys"] },
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

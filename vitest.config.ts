import { defineConfig } from "vitest/config";

const FOLDERS = "{lib,dev,prisma,server,app,components,bench}";

/** Two kinds of tests: those named `*.db.test.ts` have a Postgres with a database for each file, the others have none. */
export default defineConfig({
  resolve: {
    tsconfigPaths: true,
    // The marker package throws outside a server bundle; the tests are the server.
    alias: { "server-only": new URL("./server/server-only.ts", import.meta.url).pathname },
  },
  test: {
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // A second is not enough on a machine that does something else as well.
    expect: { poll: { timeout: 60_000 } },
    pool: "forks",
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "pure",
          include: [`${FOLDERS}/**/*.test.{ts,tsx}`, "*.test.ts"],
          exclude: ["**/*.db.test.{ts,tsx}", "**/node_modules/**"],
          setupFiles: ["lib/testing/environment.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "database",
          include: [`${FOLDERS}/**/*.db.test.{ts,tsx}`],
          globalSetup: ["lib/testing/global-setup.ts"],
          setupFiles: ["lib/testing/environment.ts", "lib/testing/database.ts"],
        },
      },
    ],
  },
});

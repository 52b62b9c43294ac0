import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    tsconfigPaths: true,
    // The marker package throws outside a server bundle; the tests are the server.
    alias: { "server-only": new URL("./server/server-only.ts", import.meta.url).pathname },
  },
  test: {
    include: ["{lib,dev,prisma,server,app,components,bench}/**/*.test.{ts,tsx}", "*.test.ts"],
    globalSetup: ["lib/testing/global-setup.ts"],
    setupFiles: ["lib/testing/file-setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A second is not enough on a machine that does something else as well.
    expect: { poll: { timeout: 10_000 } },
    pool: "forks",
    maxWorkers: 2,
  },
});

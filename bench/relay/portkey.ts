import { installNpmPackages } from "../../dev/installed-packages";

// With later versions of these two, every stream gets a 500.
const PINNED = { hono: "4.9.7", "@hono/node-server": "1.13.5" };

/** The gateway for comparison, installed only for the benchmark. */
export function portkeyFile(): Promise<string> {
  return installNpmPackages({
    dependencies: { "@portkey-ai/gateway": "1.15.2", ...PINNED },
    overrides: PINNED,
    flags: ["--ignore-scripts"],
    file: "@portkey-ai/gateway/build/start-server.js",
    timeoutMs: 300_000,
  });
}

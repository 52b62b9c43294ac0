import { installNpmPackages } from "../../dev/installed-packages";

// With later ones of these two every stream is answered with a 500.
const PINNED = { hono: "4.9.7", "@hono/node-server": "1.13.5" };

/** The gateway to compare with, installed for the benchmark alone. */
export function portkeyFile(): Promise<string> {
  return installNpmPackages({
    dependencies: { "@portkey-ai/gateway": "1.15.2", ...PINNED },
    overrides: PINNED,
    flags: ["--ignore-scripts"],
    file: "@portkey-ai/gateway/build/start-server.js",
    timeoutMs: 300_000,
  });
}

import { npmFolder } from "./npm-folder";

// With later ones of these two every stream is answered with a 500.
const PINNED = { hono: "4.9.7", "@hono/node-server": "1.13.5" };

/** The gateway to compare with, installed for the benchmark alone. */
export function portkeyFile(): Promise<string> {
  const manifest = { dependencies: { "@portkey-ai/gateway": "1.15.2", ...PINNED }, overrides: PINNED };
  return npmFolder("portkey", manifest, "@portkey-ai/gateway/build/start-server.js", ["--ignore-scripts"]);
}

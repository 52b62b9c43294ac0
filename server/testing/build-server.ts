import { randomBytes } from "node:crypto";
import path from "node:path";
import { build } from "esbuild";

/** A process of the product as production runs it, in a separate file that the caller removes. */
export async function buildServer(name: "front-door" | "worker"): Promise<string> {
  const file = path.resolve(".build", `${name}-${randomBytes(6).toString("hex")}.mjs`);
  const options = { bundle: true, platform: "node", format: "esm", packages: "external" } as const;
  await build({ ...options, entryPoints: [`server/${name}.ts`], outfile: file, alias: { "server-only": "./server/server-only.ts" } });
  return file;
}

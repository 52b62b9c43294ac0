import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { installNpmPackages } from "../../dev/installed-packages";

export type NodeBinary = { file: string; version: string };

/** A Node by its path, or by its version: npm's package of that name then provides it. */
export async function nodeBinary(versionOrPath: string): Promise<NodeBinary> {
  if (existsSync(versionOrPath)) return withVersion(versionOrPath);
  const version = versionOrPath.replace(/^v/, "");
  if (`${process.version.slice(1)}.`.startsWith(`${version}.`)) return withVersion(process.execPath);
  const wanted = { dependencies: { node: version }, file: "node/bin/node", timeoutMs: 300_000 };
  return withVersion(await installNpmPackages(wanted));
}

function withVersion(file: string): NodeBinary {
  return { file, version: execFileSync(file, ["--version"], { encoding: "utf8" }).trim() };
}

import { run } from "./install.mjs";
import { step } from "./progress.mjs";

type StaticCheck = { name: string; title: string; commands: string[][] };

/** Checks that only read the code, without a database: the first stages of `npm test`, and all of `npm run check`. */
export const STATIC_CHECKS: StaticCheck[] = [
  { name: "format", title: "Format and lint", commands: [["node_modules/@biomejs/biome/bin/biome", "check", "."]] },
  {
    name: "types",
    title: "Types of the routes",
    commands: [
      ["node_modules/next/dist/bin/next", "typegen"],
      ["node_modules/typescript/bin/tsc", "--noEmit"],
    ],
  },
  {
    name: "boundaries",
    title: "Boundaries between folders",
    commands: [
      [
        "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
        ...["app", "components", "lib", "server", "dev", "bench", "e2e", "prisma"],
        "--config",
        ".dependency-cruiser.cjs",
      ],
    ],
  },
  {
    name: "unused",
    title: "Files, exports and packages that nothing uses",
    commands: [["node_modules/knip/bin/knip.js", "--no-progress"]],
  },
];

/** Rejects when a command of the check fails; its output is then on the screen. */
export function runStatic({ title, commands }: StaticCheck): Promise<void> {
  return step(title, async () => {
    for (const command of commands) await run(process.execPath, command, { env: { NEXT_TELEMETRY_DISABLED: "1" } });
  });
}

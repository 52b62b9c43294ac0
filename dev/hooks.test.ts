import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installHooks } from "./hooks.mjs";

// No setting of this machine, or of a hook that runs the tests, affects the repositories of these tests.
const env: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_") && name !== "CI")),
  NODE_ENV: "test",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
};
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "relais-hooks-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, env, encoding: "utf8" });
const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
const hooksPath = () => git("config", "--default", "", "--get", "core.hooksPath").trim();

function commitAll(): void {
  git("-c", "user.name=Somebody", "-c", "user.email=somebody@relais.test", "commit", "--quiet", "--message", "a change");
}

/** A repository with our hook and our formatter. */
function repository(): void {
  git("init", "--quiet");
  mkdirSync(path.join(folder, "dev"));
  for (const name of ["hooks", "format-staged.mjs"]) cpSync(`dev/${name}`, path.join(folder, "dev", name), { recursive: true });
  cpSync("biome.json", path.join(folder, "biome.json"));
  write(".gitignore", "node_modules\n");
  symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
  expect(installHooks(folder, env)).toBe(true);
}

test("a file is formatted when it is committed, whatever its name", () => {
  repository();
  write("a page.ts", "export   const  one = 1");
  git("add", "a page.ts");
  commitAll();
  expect(git("show", "HEAD:a page.ts")).toBe("export const one = 1;\n");
});

test("only the staged part of a file is committed", () => {
  repository();
  write("part.ts", "export   const  one = 1;\n");
  git("add", "part.ts");
  write("part.ts", "export   const  one = 1;\nexport const two = 2;\n");
  commitAll();
  expect(git("show", "HEAD:part.ts")).toBe("export   const  one = 1;\n");
  expect(readFileSync(path.join(folder, "part.ts"), "utf8")).toContain("two");
});

test("a file that cannot be formatted is committed unchanged", () => {
  repository();
  write("broken.ts", "const = ;\n");
  git("add", "broken.ts");
  commitAll();
  expect(git("show", "HEAD:broken.ts")).toBe("const = ;\n");
});

test("CI, an unpacked archive and a checkout with hooks of its own stay unchanged", () => {
  expect(installHooks(folder, env)).toBe(false);
  git("init", "--quiet");
  expect(installHooks(folder, { ...env, CI: "true" })).toBe(false);
  mkdirSync(path.join(folder, "unpacked"));
  expect(installHooks(path.join(folder, "unpacked"), env)).toBe(false);
  expect(hooksPath()).toBe("");
  git("config", "core.hooksPath", "of-my-own");
  expect(installHooks(folder, env)).toBe(false);
  expect(hooksPath()).toBe("of-my-own");
});

test("a machine without git installs none", () => {
  expect(installHooks(folder, { PATH: folder })).toBe(false);
});

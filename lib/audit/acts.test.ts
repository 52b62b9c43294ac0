import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

/** The folders whose verbs write their own audit lines. */
const MODULES = ["keys", "pricing", "tiers", "upstream-accounts"];

/** Functions that write without an actor, with the reason. */
const NO_ACT: Record<string, string> = {
  authenticateManager: "notes the last use of a key",
  noteUse: "notes the last use of a key",
  noteFirstUse: "notes the last use of a key",
  writeLastUsed: "notes the last use of keys",
  insertPrice: "a part of publishPrice, which writes the line",
  storeSecret: "a part of createKey and rotateKey, which write the line",
  resealAccounts: "replaces the seal and not what is sealed, by itself",
};

const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "lib", "server"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => file.endsWith(".ts"));
const isTest = (file: string) => file.endsWith(".test.ts") || file.includes("/testing/");
const product = tracked.filter((file) => !isTest(file)).map((file) => ({ file, text: readFileSync(file, "utf8") }));
const tests = tracked.filter(isTest).map((file) => readFileSync(file, "utf8"));

const WRITES = /\b(INSERT INTO|DELETE FROM|UPDATE \S+ (\w+ )?SET)\b/;
/** The database's functions that write, by name. */
const WRITERS = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "prisma/functions"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => file.endsWith(".sql") && WRITES.test(readFileSync(file, "utf8")))
  .map((file) => path.basename(file, ".sql"));
const CALLS_A_WRITER = new RegExp(`\\bSELECT (\\* FROM )?(${WRITERS.join("|")})\\(`);
const writes = (text: string) => WRITES.test(text) || CALLS_A_WRITER.test(text);

type Declared = { file: string; name: string; text: string; isExported: boolean };

/** The top-level functions of a file with their text, and its constants, which may contain statements. */
function declaredIn({ file, text }: { file: string; text: string }): Declared[] {
  return text.split(/^(?=(?:\/\*\*|export |async function|function|const |type |class ))/m).flatMap((part) => {
    const [, exported, name] = /^(export )?(?:async )?(?:function|const) (\w+)/m.exec(part) ?? [];
    return name ? [{ file, name, text: part, isExported: exported !== undefined }] : [];
  });
}

/** The text of a function, including the functions and constants of its file that it uses. */
function reach(start: Declared, all: Declared[]): string {
  const seen = new Set([start]);
  for (const each of seen)
    for (const other of all) if (other.file === each.file && new RegExp(`\\b${other.name}\\b`).test(each.text)) seen.add(other);
  return [...seen].map(({ text }) => text).join("\n");
}

const declared = product.filter(({ file }) => MODULES.some((name) => file.startsWith(`lib/${name}/`))).flatMap(declaredIn);
const writers = declared.filter((each) => each.isExported && writes(reach(each, declared)) && !(each.name in NO_ACT));

test("the verbs that write are those that a reader expects", () => {
  expect(writers.map(({ name }) => name).sort()).toEqual([
    "addUpstreamAccount",
    "changeKey",
    "changeTier",
    "chooseTier",
    "createKey",
    "createManagementKey",
    "deleteUpstreamAccount",
    "editUpstreamAccount",
    "moveUpstreamAccount",
    "revokeAllKeys",
    "revokeKey",
    "revokeManagementKey",
    "rotateKey",
    "weighUpstreamAccount",
  ]);
});

test.each(writers.map((each) => [each.name, each] as const))("%s demands who does it, and notes it", (_, writer) => {
  expect(writer.text).toMatch(/\bactor: (Actor|PersonActor)\b/);
  expect(reach(writer, declared)).toMatch(/\bwriteAudit\(on, actor,/);
});

test("no exemption outlives what it is for", () => {
  const known = new Set(declared.filter((each) => writes(reach(each, declared))).map(({ name }) => name));
  expect(Object.keys(NO_ACT).filter((name) => !known.has(name))).toEqual([]);
});

/** Every action that an audit line of these files may name. */
function actionsIn(files: typeof product): string[] {
  const named = files.flatMap(({ text }) => [...text.matchAll(/(?<!event: )"([a-z_]+\.[a-z_]+)"/g)].map(([, action]) => action ?? ""));
  return [...new Set(named)].sort();
}

const audited = product.filter(({ text }) => text.includes("writeAudit("));
const isOfModule = ({ file }: { file: string }) => MODULES.some((name) => file.startsWith(`lib/${name}/`));

test.each(actionsIn(audited.filter(isOfModule)))("a test expects the row of %s", (action) => {
  const isExpected = new RegExp(`expectAuditRow\\(\\s*\\{[^;]*action: "${action.replace(".", "\\.")}"`);
  expect(tests.some((text) => isExpected.test(text))).toBe(true);
});

test.each(actionsIn(audited.filter((each) => !isOfModule(each))))("a test of a flow names %s", (action) => {
  expect(tests.some((text) => text.includes(action))).toBe(true);
});

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { log } from "@/lib/platform/log";
import { LOG_EVENTS } from "@/lib/platform/log-events";

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => file && !/\.test\.tsx?$|(^|\/)log-events\.ts$/.test(file));
const code = files.map((file) => readFileSync(file, "utf8")).join("\n");
const written = new Set([...code.matchAll(/\bevent: "([a-z_]+\.[a-z_]+)"/g)].map((match) => match[1]));
const watched = [...readFileSync("docs/log-events.md", "utf8").matchAll(/^\| `([^`]+)` \| (\w+) \|/gm)].map(([, event, level]) => ({
  event: event ?? "",
  level: level ?? "",
}));

test("every code is written by some line, and none is listed twice", () => {
  expect(LOG_EVENTS.filter((event) => !written.has(event))).toEqual([]);
  expect(new Set(LOG_EVENTS).size).toBe(LOG_EVENTS.length);
});

test("the twenty-two that an operator watches are written, at the level that the table says", () => {
  expect(watched).toHaveLength(22);
  const wrong = watched.filter(({ event, level }) => {
    // A helper that logs for others has the code in its own call of `log`.
    return !new RegExp(`\\blog\\s*\\.${level}\\(\\s*\\{\\s*event: "${event.replace(".", "\\.")}"`).test(code);
  });
  expect(wrong).toEqual([]);
});

test("a line without a code, or with one that is not listed, does not compile", () => {
  const never = (): void => {
    // @ts-expect-error: a sentence alone cannot be watched.
    log.error("something happened");
    // @ts-expect-error: facts without a code.
    log.error({ err: new Error("gone") }, "something happened");
    // @ts-expect-error: an unknown code.
    log.error({ event: "ledger.something" }, "something happened");
  };
  expect(never).toBeTypeOf("function");
});

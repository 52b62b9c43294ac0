import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

/** The files in git and new ones that are not ignored. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter(Boolean);
const code = files.filter((file) => /\.(ts|tsx|mjs|cjs)$/.test(file));
const text = (file: string) => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // Deleted, and not yet committed.
  }
};

const LINES_AT_MOST = 250;
// Tables of facts are searched, not read from top to bottom.
const isData = (file: string) => /(^|\/)seed-data\/|^package-lock\.json$/.test(file);

test("no file is too long to be read in one sitting", () => {
  const long = code.filter((file) => !isData(file) && text(file).split("\n").length - 1 > LINES_AT_MOST);
  expect(long).toEqual([]);
});

test("every file name says what is in it", () => {
  const drawers = code.filter((file) =>
    /^(utils?|helpers?|misc|common|shared|managers?)\.|-(utils?|helpers?|manager)\./.test(path.basename(file)),
  );
  expect(drawers).toEqual([]);
});

test("no file of lib is named by a verb alone: the noun says what it changes", () => {
  const verb =
    /^(add|admit|authenticate|change|check|clear|close|create|decode|delete|end|find|fulfil|keep|list|note|open|place|read|receive|revoke|rotate|send|settle|start|store|sum|sweep|write)\./;
  expect(code.filter((file) => /^(lib|server)\//.test(file) && verb.test(path.basename(file)))).toEqual([]);
});

test("no file is a second version of another", () => {
  expect(code.filter((file) => /-v\d+\.|-(new|old|copy)\./.test(path.basename(file)))).toEqual([]);
});

test("no float comes near money", () => {
  const floats = code
    .filter((file) => /^lib\/(ledger|pricing|topups)\/|^lib\/basics\/money\.ts$/.test(file) && !file.includes(".test."))
    .flatMap((file) =>
      text(file)
        .split("\n")
        // An exemption gives its reason on the line above.
        .filter((line, index, all) => /\b(Number|parseFloat)\(|\.toFixed\(/.test(line) && !/float:/.test(all[index - 1] ?? ""))
        .map((line) => `${file}: ${line.trim()}`),
    );
  expect(floats).toEqual([]);
});

test("no test is switched off", () => {
  const off = code.filter((file) => /\.test\.tsx?$|^e2e\//.test(file) && /\b(test|it|describe)\.(only|todo|fixme)\b/.test(text(file)));
  expect(off.filter((file) => file !== "dev/taste.test.ts")).toEqual([]);
});

test("only lib/platform, lib/pg-wire and lib/http1 load modules that open connections: there every wait has a limit", () => {
  const opener =
    /^import (?!type )[^;]*?from "(pg|stripe|ioredis|nodemailer|undici|node:net|node:tls|node:dns(\/promises)?|node:dgram)"|import\("(pg|stripe|ioredis|nodemailer|undici)"\)/m;
  const isProduct = (file: string) => /^(lib|app|components)\//.test(file) && !/\.test\.tsx?$|\/testing\//.test(file);
  const outside = code.filter((file) => isProduct(file) && !/^lib\/(platform|pg-wire|http1)\//.test(file) && opener.test(text(file)));
  expect(outside).toEqual([]);
});

test("a name that lib exports has one meaning", () => {
  const homes = new Map<string, string[]>();
  const product = code.filter((file) => file.startsWith("lib/") && !file.includes(".test.") && !file.includes("/testing/"));
  for (const file of product)
    for (const [, name = ""] of text(file).matchAll(
      /^export (?:declare |abstract |async )*(?:function\*?|const|let|class|type|interface|enum) (\w+)/gm,
    ))
      homes.set(name, [...(homes.get(name) ?? []), file]);
  // Two overloads in one file are one function.
  const twice = [...homes].filter(([, files]) => new Set(files).size > 1);
  expect(twice.map(([name, files]) => `${name}: ${files.join(", ")}`)).toEqual([]);
});

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const documents = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], { encoding: "utf8" })
  .split("\n")
  // A decision and the changelog describe the tree at the time of their writing.
  .filter((file) => file && !/^docs\/decisions\/\d|^CHANGELOG\.md$/.test(file));

/** Paths of the tree in back-quotes that name one file or folder. */
function pathsIn(text: string): string[] {
  return [...text.matchAll(/`((?:app|bench|components|dev|docs|e2e|lib|messages|prisma|server)\/[^`\s*{}<>…]*)`/g)].map(
    (match) => match[1] ?? "",
  );
}

test("every path that a document names exists", () => {
  const gone = documents.flatMap((file) =>
    pathsIn(readFileSync(file, "utf8")).flatMap((each) => (existsSync(each) ? [] : `${file}: ${each}`)),
  );
  expect(gone).toEqual([]);
});

test("every link from a document to a file of the tree leads to an existing file", () => {
  const dead = documents.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map((match) => path.join(path.dirname(file), match[1] ?? ""))
      .flatMap((target) => (existsSync(target) ? [] : `${file}: ${target}`)),
  );
  expect(dead).toEqual([]);
});

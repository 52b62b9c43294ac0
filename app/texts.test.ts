import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { EVERYWHERE } from "@/components/shell/texts";

/** Groups of pages, with the families of texts that their layout sends to the browser. */
const GROUPS = readdirSync("app").filter((name) => name.startsWith("("));

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(path.join(folder, entry.name)) : [path.join(folder, entry.name)],
  );

function fileOf(name: string, from: string): string | null {
  const base = name.startsWith("@/") ? name.slice(2) : path.join(path.dirname(from), name);
  return [`${base}.tsx`, `${base}.ts`].find((file) => existsSync(file) && statSync(file).isFile()) ?? null;
}

/** The families that components ask for in the browser: those below a file with "use client". */
function familiesInBrowser(folder: string): Set<string> {
  const families = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string, isBelowClient: boolean) => {
    const source = readFileSync(file, "utf8");
    const isClient = isBelowClient || source.startsWith('"use client"');
    if (seen.has(`${file} ${isClient}`) || source.startsWith('"use server"')) return;
    seen.add(`${file} ${isClient}`);
    if (isClient) for (const [, family] of source.matchAll(/useTranslations\("([a-z]+)/gi)) families.add(family ?? "");
    for (const [, name] of source.matchAll(/(?:from |import\()"((?:@\/(?:app|components)|\.)[^"]*)"/g)) {
      const imported = fileOf(name ?? "", file);
      if (imported) visit(imported, isClient);
    }
  };
  for (const file of filesIn(folder)) if (file.endsWith(".tsx")) visit(file, false);
  return families;
}

test.each(GROUPS)("pages of %s send the browser the texts that it needs, and no others", (group) => {
  const list = /<Texts of=\{\[(.*?)\]\}/s.exec(readFileSync(`app/${group}/layout.tsx`, "utf8"))?.[1] ?? "";
  const sent = [...list.matchAll(/"([a-z]+)"/g)].map(([, family]) => family);
  const needed = [...familiesInBrowser(`app/${group}`)].filter((family) => !EVERYWHERE.some((each) => each === family));
  expect(sent.sort()).toEqual(needed.sort());
});

test("a component asks for texts by a plain name, so that the check above sees it", () => {
  const files = [...filesIn("components"), ...filesIn("app")].filter((file) => file.endsWith(".tsx"));
  expect(files.filter((file) => /useTranslations\((?!"[a-z])/i.test(readFileSync(file, "utf8")))).toEqual([]);
});

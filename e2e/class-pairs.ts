import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { extendTailwindMerge } from "tailwind-merge";

const CSS = readFileSync(fileURLToPath(new URL("../app/globals.css", import.meta.url)), "utf8");
/** Without our sizes of text a size would count as a colour. */
const TEXT_SIZES = [...CSS.matchAll(/--text-([a-z0-9]+(?:-[a-z0-9]+)?): [\d.]+rem;/g)].map(([, name = ""]) => name);
const merge = extendTailwindMerge({ extend: { theme: { text: TEXT_SIZES } } });

/** Lists of classes on the page with two classes for one property: which of the two applies is an accident of the style sheet. */
export async function classPairs(page: Page): Promise<string[]> {
  const lists = await page.evaluate(() => [
    ...new Set([...document.querySelectorAll("body [class]")].map((element) => element.getAttribute("class") ?? "")),
  ]);
  return lists.flatMap((list) => {
    const kept = new Set(merge(list).split(" "));
    const lost = list.split(/\s+/).filter((each) => each && !kept.has(each));
    return lost.length > 0 ? [`${lost.join(" ")} in: ${list}`] : [];
  });
}

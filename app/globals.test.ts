import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const CSS = readFileSync("app/globals.css", "utf8");
const SURFACES = ["paper", "surface", "raised", "sunken", "hover", "selected"];
const CHART = [...Array.from({ length: 8 }, (_, at) => `chart-${at + 1}`), "chart-other"];
const CLASSES = ["class-input", "class-write5m", "class-write1h", "class-read", "class-output"];

type Colour = [lightness: number, chroma: number, hue: number];

/** The colours of a theme: the dark one overrides the light one. */
function colours(theme: "light" | "dark"): Map<string, Colour> {
  const blocks = [/^:root,\n\[data-theme="light"\] \{([^}]*)\}/m, ...(theme === "dark" ? [/^\[data-theme="dark"\] \{([^}]*)\}/m] : [])];
  const found = new Map<string, Colour>();
  for (const block of blocks) {
    for (const [, name = "", ...numbers] of (block.exec(CSS)?.[1] ?? "").matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\);/g)) {
      found.set(name, numbers.map(Number) as Colour);
    }
  }
  return found;
}

/** The relative luminance of a colour. The matrices are those of the CSS Color Module for OKLab and linear sRGB. */
function luminance([lightness, chroma, hue]: Colour): number {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
  const green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
  const blue = -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s;
  const [r, g, bl] = [red, green, blue].map((value) => Math.min(1, Math.max(0, value))) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
}

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  const all = colours(theme);
  const contrast = (one: string, other: string) => {
    const [first, second] = [one, other].map((name) => luminance(all.get(name) as Colour)) as [number, number];
    return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
  };
  const tooWeak = (pairs: [string, string][], least: number) =>
    pairs.filter(([one, other]) => !(contrast(one, other) >= least)).map(([one, other]) => `${one} on ${other}: ${contrast(one, other)}`);

  test("every text can be read on every surface", () => {
    const texts = ["ink", "muted", "faint", "accent", "accent-strong", "positive", "warning", "danger", "info"];
    expect(
      tooWeak(
        texts.flatMap((text) => SURFACES.map((surface): [string, string] => [text, surface])),
        4.5,
      ),
    ).toEqual([]);
  });

  test("a tone can be read on its own soft surface, and the text of a main button on its button", () => {
    const tones = ["accent", "positive", "warning", "danger", "info"].map((tone): [string, string] => [tone, `${tone}-soft`]);
    expect(tooWeak([...tones, ["on-accent", "accent"], ["on-accent", "accent-strong"]], 4.5)).toEqual([]);
  });

  test("borders of controls, and the colours of charts, stand out from a surface", () => {
    const marks = ["line-strong", ...CHART, ...CLASSES];
    expect(
      tooWeak(
        marks.map((mark): [string, string] => [mark, "surface"]),
        3,
      ),
    ).toEqual([]);
  });

  test("no colour of a chart is also one of a token class, and no two are equal", () => {
    const named = [...CHART, ...CLASSES].map((name) => all.get(name)?.join(" "));
    expect(new Set(named).size).toBe(named.length);
  });
});

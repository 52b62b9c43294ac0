import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import path from "node:path";

const FILE = path.join(import.meta.dirname, "RESULTS.md");
const TITLE = "# Measured figures\n\nWritten by `npm run bench -- NAME`. Compare figures within one run only.\n";

/** Puts one benchmark's figures into bench/RESULTS.md in the place of its earlier ones. */
export function writeResults(name: string, markdown: string): void {
  const text = existsSync(FILE) ? readFileSync(FILE, "utf8") : TITLE;
  const sections = text.split(/^(?=## )/m).filter((section) => !section.startsWith(`## ${name}\n`));
  const section = `## ${name}\n\n${machine()}\nCommand: \`npm run bench -- ${name}\`\n\n${markdown.trim()}\n`;
  writeFileSync(FILE, `${[...sections.map((each) => each.trim()), section.trim()].join("\n\n")}\n`);
}

/** Where the figures come from. */
export function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadavg()[0]?.toFixed(1);
  return `Machine: ${cpus().length} × ${first?.model.trim()}, ${memory} GiB, ${process.platform}, Node ${process.version}; ${new Date().toISOString().slice(0, 10)}, load before the run ${load}.`;
}

export function table(head: string[], rows: (string | number)[][]): string {
  const line = (cells: (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

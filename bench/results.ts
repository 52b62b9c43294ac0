import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import path from "node:path";

const TITLE = "# Measured figures\n\nWritten by `npm run bench -- NAME`, section by section. Compare figures within one run only.";

/** Writes one benchmark's figures into bench/RESULTS.md, in place of its earlier ones. */
export function writeResults(name: string, markdown: string, command = `npm run bench -- ${name}`): void {
  writeSection("RESULTS.md", TITLE, name, `${machine()}\nCommand: \`${command}\`\n\n${markdown.trim()}`);
}

/** Replaces one section of a file in bench/, and leaves the text around it unchanged. */
export function writeSection(fileName: string, title: string, name: string, markdown: string): void {
  const file = path.join(import.meta.dirname, fileName);
  const text = existsSync(file) ? readFileSync(file, "utf8") : title;
  const sections = text.split(/^(?=## )/m);
  const section = `## ${name}\n\n${markdown.trim()}\n`;
  const at = sections.findIndex((each) => each.startsWith(`## ${name}\n`));
  sections.splice(at < 0 ? sections.length : at, 1, section);
  writeFileSync(file, `${sections.map((each) => each.trim()).join("\n\n")}\n`);
}

/** The machine on which the figures were measured. */
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

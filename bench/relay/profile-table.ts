import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../processes";
import { table } from "../results";

type Frame = { functionName: string; url: string; lineNumber: number; columnNumber: number };
type Profile = { nodes: { id: number; callFrame: Frame }[]; samples: number[]; timeDeltas: number[] };
type Line = { place: string; room: string; micros: number };

const LINES = 30;
/** Waiting, and the profiler's own answer to the last message of profile-switch.ts. */
const LEFT_OUT = ["(idle)", "dispatch"];

/** The slowest functions by their own time, with their places in the sources, and the same by folders and libraries. */
export function profileTable(file: string, calls: number): string {
  const profile = JSON.parse(readFileSync(file, "utf8")) as Profile;
  const lines = linesOf(profile).filter(({ place }) => !LEFT_OUT.includes(place));
  const total = lines.reduce((sum, { micros }) => sum + micros, 0);
  const row = (name: string, micros: number) => [name, `${((micros / total) * 100).toFixed(1)}%`, (micros / calls).toFixed(1)];
  const byMicros = (all: Map<string, number>) => [...all].sort(([, a], [, b]) => b - a).map(([name, micros]) => row(name, micros));
  return [
    `${calls} calls, ${(total / calls).toFixed(0)} µs each with the profiler's own share.`,
    table(["Room, library or part of Node", "own time", "µs per call"], byMicros(summed(lines, "room"))),
    table(["Function", "own time", "µs per call"], byMicros(summed(lines, "place")).slice(0, LINES)),
  ].join("\n\n");
}

function linesOf({ nodes, samples, timeDeltas }: Profile): Line[] {
  const maps = new Map<string, SourceMap | null>();
  const micros = new Map<number, number>();
  for (const [index, id] of samples.entries()) micros.set(id, (micros.get(id) ?? 0) + (timeDeltas[index] ?? 0));
  return nodes.flatMap(({ id, callFrame }) => {
    const spent = micros.get(id) ?? 0;
    return spent > 0 ? [{ ...placeOf(callFrame, maps), micros: spent }] : [];
  });
}

function placeOf(frame: Frame, maps: Map<string, SourceMap | null>): { place: string; room: string } {
  const name = frame.functionName || "(anonymous)";
  if (frame.url.startsWith("wasm:")) return { place: `${name}, WebAssembly`, room: "WebAssembly (undici's HTTP parser)" };
  if (!/^(file|node):/.test(frame.url)) return { place: name, room: name.startsWith("(") ? name : "(native code of Node)" };
  if (frame.url.startsWith("node:"))
    return { place: `${name}, ${frame.url}`, room: frame.url.replace(/^(node:(?:internal\/)?[^/]+).*/, "$1") };
  const source = original(frame, maps);
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source.file)?.[1];
  const shown = library ? source.file.slice(source.file.lastIndexOf("node_modules/") + 13) : source.file;
  return { place: `${name}, ${shown}:${source.line}`, room: library ?? path.dirname(source.file) };
}

function original(frame: Frame, maps: Map<string, SourceMap | null>): { file: string; line: number } {
  const file = fileURLToPath(frame.url);
  if (!maps.has(file)) maps.set(file, existsSync(`${file}.map`) ? new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8"))) : null);
  const entry = maps.get(file)?.findEntry(frame.lineNumber, frame.columnNumber);
  if (!entry || !("originalSource" in entry)) return { file: path.relative(root, file), line: frame.lineNumber + 1 };
  return { file: path.relative(root, path.resolve(path.dirname(file), entry.originalSource)), line: entry.originalLine + 1 };
}

function summed(lines: Line[], by: "place" | "room"): Map<string, number> {
  const sums = new Map<string, number>();
  for (const line of lines) sums.set(line[by], (sums.get(line[by]) ?? 0) + line.micros);
  return sums;
}

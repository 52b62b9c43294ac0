import type { CandidateName } from "./candidates";
import type { Ask, Kind } from "./request-bytes";
import { ANYWHERE, type Cores } from "./setting";

export type Scenario = Ask & { name: string; title: string; concurrency: number };

/** Scenarios that are measured on the same, freshly started candidates. */
export type Part = { name: string; title: string; candidates: CandidateName[]; scenarios: Scenario[]; cores?: Cores };

const SMALL_BYTES = 840;
const LARGE_BYTES = 200_000;
const EVERYBODY: CandidateName[] = ["straight", "raw", "unbilled", "billed", "next", "portkey"];
const BY_PROCESSES: CandidateName[] = ["raw", "two-raw", "billed", "two"];
const ONE = 1;
const MANY = 64;
const CROWD = 256;

function at(concurrencies: number[], word: string, title: string, kind: Kind, promptBytes = SMALL_BYTES): Scenario[] {
  return concurrencies.map((concurrency) => ({
    name: `${word}-${concurrency}`,
    title: `${title}, ${concurrency === 1 ? "one at a time" : `${concurrency} at once`}`,
    kind,
    promptBytes,
    concurrency,
  }));
}

export const PARTS: Part[] = [
  {
    name: "calls",
    title: "Small calls, not streaming",
    candidates: EVERYBODY,
    scenarios: at([MANY, ONE, CROWD], "call", "Calls of 1 KB", "whole"),
  },
  {
    name: "streams",
    title: "Streams of 50 chunks, as fast as they go",
    candidates: EVERYBODY,
    scenarios: at([MANY, ONE, CROWD], "stream", "Streams of 50 chunks", "stream"),
  },
  {
    name: "paced",
    title: "Streams of 50 chunks, one each 20 ms",
    candidates: EVERYBODY,
    scenarios: at([MANY, ONE, CROWD], "paced", "Paced streams", "paced"),
  },
  {
    name: "prompts",
    title: "Prompts of 200 KB",
    candidates: EVERYBODY,
    scenarios: [
      ...at([MANY, ONE, CROWD], "prompt", "Prompts of 200 KB, not streaming", "whole", LARGE_BYTES),
      ...at([MANY, ONE, CROWD], "prompt-stream", "Prompts of 200 KB, 50 chunks", "stream", LARGE_BYTES),
    ],
  },
  {
    name: "processes",
    title: "Two processes on one port, each with the load of one, on any core",
    candidates: BY_PROCESSES,
    scenarios: [...at([MANY], "port-call", "Calls of 1 KB", "whole"), ...at([MANY], "port-stream", "Streams of 50 chunks", "stream")],
    cores: ANYWHERE,
  },
  {
    name: "one-core",
    title: "Two processes on one port, each with the load of one, both on one core",
    candidates: BY_PROCESSES,
    scenarios: at([MANY], "core-call", "Calls of 1 KB", "whole"),
  },
];

/** The part that runs each candidate on two versions of Node. */
export const NODES: Part = {
  name: "nodes",
  title: "Two versions of Node",
  candidates: ["raw", "billed", "next", "portkey"],
  scenarios: [...at([MANY], "call", "Calls of 1 KB", "whole"), ...at([MANY], "stream", "Streams of 50 chunks", "stream")],
};

export const CHUNKS_PER_STREAM = 50;

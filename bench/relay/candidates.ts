import path from "node:path";
import { freePort } from "../../dev/ports";
import { bundle, type Running, root, runToEnd, type StartOptions, startServer } from "../processes";
import type { NodeBinary } from "./node-binary";
import { portkeyFile } from "./portkey";
import type { Setting } from "./setting";

export type CandidateName = "straight" | "raw" | "two-raw" | "unbilled" | "billed" | "two" | "next" | "portkey";

/** A program that takes a call and sends it to the upstream. */
export type Candidate = Running & {
  label: string;
  path: string;
  headers: Record<string, string>;
  isBilled: boolean;
  /** How many processes share the port: each gets the load of one. */
  processes: number;
};

export const LABELS: Record<CandidateName, string> = {
  straight: "straight to the upstream",
  raw: "raw relay",
  "two-raw": "two raw relays on one port",
  unbilled: "front door without billing",
  billed: "front door, billing",
  two: "two front doors on one port, billing",
  next: "Next route, billing",
  portkey: "Portkey, no billing",
};

const BILLED: CandidateName[] = ["billed", "two", "next"];

/** The candidate to start, and its Node if it is not the current one. */
export type Entry = { name: CandidateName; node?: NodeBinary };

export function labelOf({ name, node }: Entry): string {
  return node ? `${LABELS[name]}, Node ${node.version}` : LABELS[name];
}

/** Starts a candidate on the relay's cores. */
export async function startCandidate(setting: Setting, entry: Entry, options: StartOptions = {}): Promise<Candidate> {
  const { name, node } = entry;
  const running = await START[name](setting, { cores: setting.cores.relay, node: node?.file, ...options });
  setting.place();
  const headers = { "x-api-key": setting.secret, "anthropic-version": "2023-06-01" };
  const routing = { "x-portkey-provider": "anthropic", "x-portkey-custom-host": `${setting.upstream.url}/v1` };
  return {
    ...running,
    label: labelOf(entry),
    path: name === "portkey" ? "/v1/messages" : "/api/v1/messages",
    headers: name === "portkey" ? { ...headers, ...routing } : headers,
    isBilled: BILLED.includes(name),
    processes: name === "two" || name === "two-raw" ? 2 : 1,
  };
}

const START: Record<CandidateName, (setting: Setting, options: StartOptions) => Promise<Running>> = {
  straight: async ({ upstream }) => ({ ...upstream, stop: async () => undefined }),
  raw: async ({ upstream }, options) =>
    startServer(await bundle("bench/relay/raw-relay.ts"), { ...options, env: { ...options.env, ...rawEnv(upstream) } }),
  "two-raw": async ({ upstream }, options) => startTwo("bench/relay/raw-relay.ts", rawEnv(upstream), options),
  unbilled: async ({ env }, options) => startServer(await unbilledFrontDoor(), { ...options, env: { ...options.env, ...env } }),
  billed: async ({ env }, options) => startServer(await bundle("server/front-door.ts"), { ...options, env: { ...options.env, ...env } }),
  two: async ({ env }, options) => startTwo("server/front-door.ts", env, options),
  next: startNext,
  portkey: startPortkey,
};

function unbilledFrontDoor(): Promise<string> {
  return bundle("server/front-door.ts", {
    name: "front-door-unbilled",
    replace: { "@/lib/ledger/ledger": "bench/programs/granting-ledger.ts" },
  });
}

function rawEnv(upstream: Running): Record<string, string> {
  return { UPSTREAM_URL: upstream.url, NODE_ENV: "production" };
}

/** Two workers that get connections from a primary in turn. Port 0 would give each a different port. */
async function startTwo(source: string, env: Record<string, string>, options: StartOptions): Promise<Running> {
  const both = { ...env, WEB_CONCURRENCY: "2", PORT: `${await freePort()}` };
  return startServer(await bundle(source), {
    ...options,
    env: both,
    readyWhen: /listening on (http:\/\/\S+)[\s\S]*listening on/,
  });
}

/** The product's own portal process, whose route files run the same relay. It is built when stale, as `npm start` does. */
async function startNext({ env }: Setting, options: StartOptions): Promise<Running> {
  await runToEnd(path.join(root, "dev/build.mjs"), { timeoutMs: 400_000 });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  return startServer(path.join(root, "node_modules/next/dist/bin/next"), {
    ...options,
    args: ["start", "--port", `${port}`, "--hostname", "127.0.0.1"],
    env: { ...env, NEXTAUTH_URL: url, PORT: `${port}` },
    readyWhen: /Ready in/,
    url,
  });
}

async function startPortkey(_: Setting, options: StartOptions): Promise<Running> {
  const port = await freePort();
  return startServer(await portkeyFile(), {
    ...options,
    args: [`--port=${port}`, "--headless"],
    env: { NODE_ENV: "production" },
    readyWhen: /Ready for connections/,
    url: `http://127.0.0.1:${port}`,
  });
}

import { cpuMicros, type Running, runToEnd } from "../processes";
import { OTHER_CORE, type Setting } from "./setting";

export type Kind = "json" | "stream" | "paced";
/** `relayMicros` and the others are CPU time per call. */
export type Figures = {
  calls: number;
  callsPerSecond: number;
  p50: number;
  p90: number;
  p99: number;
  firstByteP50: number;
  relayMicros: number;
  upstreamMicros: number;
  postgresMicros: number;
};
type Seen = {
  calls: number;
  errors: number;
  firstError: string;
  elapsedMs: number;
  p50: number;
  p90: number;
  p99: number;
  firstByteP50: number;
};

/** Loads one candidate for some seconds and reads what it cost. A run with a single error does not count. */
export async function measure(setting: Setting, candidate: Running, kind: Kind, concurrency: number, seconds: number): Promise<Figures> {
  const postgres = setting.postgresPids();
  const spent = () => [candidate.pid, setting.upstream.pid, ...postgres].map(cpuOf);
  const before = spent();
  const seen = JSON.parse(
    await runToEnd(setting.loadFile, {
      core: OTHER_CORE,
      args: [candidate.url, setting.secret, kind, `${concurrency}`, `${seconds}`],
    }),
  ) as Seen;
  const [relay = 0, upstream = 0, ...database] = spent().map((after, index) => after - (before[index] ?? 0));
  if (seen.errors > 0) throw new Error(`${seen.errors} calls failed, the first one so: ${seen.firstError}`);
  const perCall = (micros: number) => micros / seen.calls;
  return {
    calls: seen.calls,
    callsPerSecond: (seen.calls * 1000) / seen.elapsedMs,
    p50: seen.p50,
    p90: seen.p90,
    p99: seen.p99,
    firstByteP50: seen.firstByteP50,
    relayMicros: perCall(relay),
    upstreamMicros: perCall(upstream),
    postgresMicros: perCall(database.reduce((sum, each) => sum + each, 0)),
  };
}

function cpuOf(pid: number): number {
  try {
    return cpuMicros(pid);
  } catch {
    // A backend of Postgres that has ended meanwhile.
    return 0;
  }
}

import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { cpuMicros, residentMib } from "../processes";
import type { Setting } from "./setting";

const SAMPLE_MS = 500;
const SAMPLES = 40;

/** Keeps so many paced streams open for twenty seconds, then leaves them all; the front door reads them to their ends. */
export async function holdStreamsOpen(setting: Setting, count: number): Promise<string> {
  const { pid, url } = setting.frontDoor;
  const load = spawn(process.execPath, [setting.loadFile, url, setting.secret, "paced", `${count}`, "1"], { stdio: "ignore" });
  let peakMib = 0;
  const before = cpuMicros(pid);
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    await sleep(SAMPLE_MS);
    peakMib = Math.max(peakMib, residentMib(pid));
  }
  const share = (cpuMicros(pid) - before) / (SAMPLE_MS * SAMPLES * 10);
  load.kill("SIGKILL");
  return `${peakMib.toFixed(0)} MiB resident at the peak, ${share.toFixed(0)}% of one core`;
}

import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";

// Loaded into the profiled process before its own code: `--cpu-prof` would also count its start.
const session = new Session();
session.connect();
let isRunning = false;
process.on("SIGUSR2", async () => {
  isRunning = !isRunning;
  if (isRunning) {
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: 200 });
    return session.post("Profiler.start");
  }
  const { profile } = await session.post("Profiler.stop");
  writeFileSync(process.env.BENCH_PROFILE_FILE as string, JSON.stringify(profile));
  process.stdout.write("the profile is written\n");
});

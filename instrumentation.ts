/** Called by Next once, when the portal's process starts. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { holdLastDefence } = await import("@/lib/platform/last-defence");
  const { log } = await import("@/lib/platform/log");
  const { watchReaders } = await import("@/lib/platform/watch-readers");
  watchReaders();
  const { goThroughProxies } = await import("@/lib/platform/proxies");
  await goThroughProxies();
  const { warnOfRights } = await import("@/lib/platform/postgres-rights");
  void warnOfRights();
  holdLastDefence({
    giveUp: () => {
      log.fatal({ event: "process.gave_up" }, "too many errors that nobody caught: the portal ends, to be started again");
      // Next's own way to end: requests under way are answered first.
      process.kill(process.pid, "SIGTERM");
    },
  });
}

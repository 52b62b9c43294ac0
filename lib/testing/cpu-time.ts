/** The milliseconds of CPU that this process used for the work. Unlike the time that passed, they do not grow with the machine's load. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

// The output of the two commands while they work. Plain JavaScript: it is needed before the install.
const TICK_MS = 10_000;

const seconds = (sinceMs) => `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;

/**
 * Runs one step and reports its start, its progress and its duration.
 * @template T
 * @param {string} title
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const startedMs = Date.now();
  process.stdout.write(`  … ${title}\n`);
  const timer = setInterval(() => process.stdout.write(`    ${title}: still at it after ${seconds(startedMs)}\n`), TICK_MS);
  try {
    const result = await work();
    process.stdout.write(`  ✓ ${title} (${seconds(startedMs)})\n`);
    return result;
  } catch (error) {
    process.stdout.write(`  ✗ ${title} (${seconds(startedMs)})\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

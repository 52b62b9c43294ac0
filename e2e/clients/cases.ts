export const BASE = process.env.RELAIS_BASE ?? "";
export const KEY = process.env.RELAIS_KEY ?? "";

/** A case that cannot run here, with the reason. */
class Skip extends Error {}

export function emptyKey(): string {
  const key = process.env.RELAIS_EMPTY_KEY;
  if (!key) throw new Skip("no key without a balance was given");
  return key;
}

/** Runs one case after the other, with a line for each. */
export async function runCases(cases: Record<string, () => Promise<void>>): Promise<void> {
  for (const [name, check] of Object.entries(cases)) {
    try {
      await check();
      console.log(`ok ${name}`);
    } catch (error) {
      const told = `${error instanceof Error ? error.message : error}`.replace(/\s+/g, " ").slice(0, 800);
      console.log(error instanceof Skip ? `skip ${name}: ${told}` : `FAIL ${name}: ${told}`);
    }
  }
}

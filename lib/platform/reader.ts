import "server-only";

type Reader = () => AbortSignal | undefined;
const shared = globalThis as { relaisReader?: Reader };

/** Aborted once nobody waits for the page that is made here; undefined where that is not known, or something is being changed. */
export function readerSignal(): AbortSignal | undefined {
  return shared.relaisReader?.();
}

/** For the process that renders pages. The one that relays pays for no such watch. */
export function setReader(reader: Reader): void {
  shared.relaisReader = reader;
}

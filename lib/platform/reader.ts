import "server-only";

type Reader = () => AbortSignal | undefined;
const shared = globalThis as { relaisReader?: Reader };

/** Aborted once the reader of the page in progress has left; undefined where that is not known, or for a change. */
export function readerSignal(): AbortSignal | undefined {
  return shared.relaisReader?.();
}

/** For the process that renders pages. The relaying process has no such watch and no cost. */
export function setReader(reader: Reader): void {
  shared.relaisReader = reader;
}

import "server-only";

type Reader = () => AbortSignal | undefined;
type Outside = (run: () => void) => void;
const shared = globalThis as { relaisReader?: Reader; relaisOutside?: Outside };

/** Aborted once the reader of the page in progress has left; undefined where that is not known, or for a change. */
export function readerSignal(): AbortSignal | undefined {
  return shared.relaisReader?.();
}

/** Runs what goes on after the request in progress, and must not be cancelled with it. */
export function outsideOfRequests(run: () => void): void {
  if (shared.relaisOutside) shared.relaisOutside(run);
  else run();
}

/** For the process that renders pages. The relaying process has no such watch and no cost. */
export function setReader(reader: Reader, outside: Outside): void {
  shared.relaisReader = reader;
  shared.relaisOutside = outside;
}

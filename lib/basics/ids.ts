import { randomUUID } from "node:crypto";

const COUNTED = 4_096;
/** Where the counter starts in each millisecond: a random number with space above it. */
const FIRST_COUNT = 1_024;

const LONGEST_SLIP_MS = 10_000;

let lastMs = 0;
let count = 0;
let timePart = "";

/**
 * A new row id: UUID version 7 with a counter of twelve bits after the time (RFC 9562, 6.2, method 1). The ids of a process sort in the
 * order in which they were made.
 */
export function newId(): string {
  const nowMs = Date.now();
  count += 1;
  // A clock that slips back does not affect the ids; one that is set back does. A full counter borrows a millisecond.
  if (nowMs > lastMs || nowMs < lastMs - LONGEST_SLIP_MS) begin(nowMs);
  else if (count >= COUNTED) begin(lastMs + 1);
  return `${timePart}${(count + COUNTED).toString(16).slice(1)}${randomUUID().slice(18)}`;
}

/** Whether a text from outside can be a row id: Postgres answers any other with an error. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** The millisecond inside a UUIDv7. The same id always gives the same time, so it can be a partition key. */
export function timeOfId(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

function begin(ms: number): void {
  lastMs = ms;
  count = Math.floor(Math.random() * FIRST_COUNT);
  const time = ms.toString(16).padStart(12, "0");
  timePart = `${time.slice(0, 8)}-${time.slice(8)}-7`;
}

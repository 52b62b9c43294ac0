import { uuidv7 } from "uuidv7";

/** A new row id: UUID version 7, so that ids sort by the time at which they were made. */
export function newId(): string {
  return uuidv7();
}

/** The millisecond inside a UUIDv7. The same id always gives the same time, which makes it a partition key. */
export function timeOfId(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

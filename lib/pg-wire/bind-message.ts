/** A parameter in Postgres' text form, or a value that converts to it. */
export type BindParameter = string | number | bigint | boolean | null;

const BIND = 0x42;
/** Runs the statement to its end, then ends the transaction: messages E and S of the protocol. */
const EXECUTE_AND_SYNC = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0x53, 0, 0, 0, 4]);
const LONGEST_CHARACTER_BYTES = 3;

let scratch = Buffer.allocUnsafe(65_536);

/** The bytes that run a prepared statement with these values: bind, execute, sync; all values and answers in text form. */
export function bindMessage(name: string, values: readonly BindParameter[]): Buffer {
  let at = 5;
  scratch[at++] = 0;
  at = writeText(`${name}\0`, at);
  at = scratch.writeInt16BE(0, at);
  at = scratch.writeInt16BE(values.length, at);
  for (const value of values) {
    if (value === null) {
      at = scratch.writeInt32BE(-1, at);
      continue;
    }
    const end = writeText(typeof value === "string" ? value : `${value}`, at + 4);
    scratch.writeInt32BE(end - at - 4, at);
    at = end;
  }
  at = scratch.writeInt16BE(0, at);
  scratch[0] = BIND;
  scratch.writeInt32BE(at - 1, 1);
  EXECUTE_AND_SYNC.copy(scratch, at);
  // A copy: the socket may still have to send these bytes when the next message is made.
  return Buffer.from(scratch.subarray(0, at + EXECUTE_AND_SYNC.length));
}

/** Writes a text and returns where it ends, with space for the rest. */
function writeText(text: string, at: number): number {
  const needed = at + text.length * LONGEST_CHARACTER_BYTES + 64;
  if (needed > scratch.length) {
    const larger = Buffer.allocUnsafe(Math.max(needed, scratch.length * 2));
    scratch.copy(larger, 0, 0, at);
    scratch = larger;
  }
  return at + scratch.write(text, at);
}

import type { Writable } from "node:stream";

/** Up to this size one text is cheaper to write than two gathered buffers. */
const JOINED_BYTES = 16_384;

/** Writes a head and its body at once. Latin-1 keeps every byte of both; a body that is a text is ASCII. */
export function writeMessage(socket: Pick<Writable, "cork" | "uncork" | "write">, head: string, body: Buffer | string): void {
  if (body.length <= JOINED_BYTES) {
    socket.write(head + (typeof body === "string" ? body : body.toString("latin1")), "latin1");
    return;
  }
  socket.cork();
  socket.write(head, "latin1");
  socket.write(body, "latin1");
  socket.uncork();
}

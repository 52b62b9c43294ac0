import type { Socket } from "node:net";

const LAST_CHUNK = "0\r\n\r\n";
/** Above this size, copying a chunk into one write costs more than a gathered write. */
const COPIED_BYTES = 32_768;

/** Writes a streamed body to its socket: each piece is one chunk and one write, the first one together with the answer's head. */
export class ChunkedSink {
  private isEnded = false;

  constructor(
    private readonly socket: Socket,
    private head: string,
    private readonly onEnd: () => void,
  ) {}

  write(chunk: Uint8Array): boolean {
    if (this.isEnded || !this.socket.writable) return true;
    // An empty chunk would be the last one.
    return chunk.length === 0 || this.send(chunk, "");
  }

  end(last?: Uint8Array): void {
    if (this.isEnded || !this.socket.writable) return;
    this.isEnded = true;
    if (last && last.length > 0) this.send(last, LAST_CHUNK);
    else this.socket.write(this.takeHead() + LAST_CHUNK, "latin1");
    this.onEnd();
  }

  destroy(): void {
    this.socket.destroy();
  }

  private send(chunk: Uint8Array, after: string): boolean {
    const { socket } = this;
    const before = `${this.takeHead()}${chunk.length.toString(16)}\r\n`;
    const behind = `\r\n${after}`;
    if (chunk.length <= COPIED_BYTES) {
      const bytes = Buffer.allocUnsafe(before.length + chunk.length + behind.length);
      bytes.write(before, "latin1");
      bytes.set(chunk, before.length);
      bytes.write(behind, before.length + chunk.length, "latin1");
      return socket.write(bytes);
    }
    socket.cork();
    socket.write(before, "latin1");
    socket.write(chunk);
    const hasRoom = socket.write(behind, "latin1");
    socket.uncork();
    return hasRoom;
  }

  private takeHead(): string {
    const { head } = this;
    this.head = "";
    return head;
  }
}

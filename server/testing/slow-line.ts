import { connect, createServer, type Socket } from "node:net";

/** A line to a local port that delays everything, also an end, like a line between two machines. */
export async function slowLine(port: number, delayMs: number): Promise<{ url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      const later = (what: () => void) => setTimeout(what, delayMs);
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("data", (chunk) => later(() => other.writable && other.write(chunk)));
      socket.on("end", () => later(() => other.end()));
      socket.on("error", () => later(() => other.resetAndDestroy()));
      socket.on("close", () => {
        sockets.delete(socket);
        later(() => other.destroy());
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

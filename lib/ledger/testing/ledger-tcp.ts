import { connect, createServer, type Socket } from "node:net";

export type CuttableLine = {
  databaseUrl: string;
  cut(): void;
  /** No byte passes any more, without an error: connections stay open, and new ones are accepted. */
  silence(): void;
  /** New connections work again. Silenced ones stay silent. */
  restore(): void;
  close(): Promise<void>;
};

/** A proxy to Postgres that a test can cut: open connections break, and new ones are refused until it is restored. */
export async function cuttableLine(databaseUrl: string): Promise<CuttableLine> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  let isSilent = false;
  const silenced = new Set<Socket>();
  const server = createServer((near) => {
    if (isCut) return near.destroy();
    if (isSilent) {
      sockets.add(near);
      silenced.add(near);
      near.on("error", () => undefined).resume();
      return;
    }
    const far = connect(Number.parseInt(target.port, 10), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("data", (chunk) => {
        if (!silenced.has(socket)) other.write(chunk);
      });
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        if (!silenced.has(socket)) other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const line = new URL(databaseUrl);
  const address = server.address();
  line.port = String(typeof address === "object" && address ? address.port : 0);
  line.hostname = "127.0.0.1";
  return {
    databaseUrl: line.href,
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    silence: () => {
      isSilent = true;
      for (const socket of sockets) silenced.add(socket);
    },
    restore: () => {
      isCut = false;
      isSilent = false;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

import net from "node:net";
import tls from "node:tls";

/** One request as it came, and the means to answer it with bytes. */
type ReceivedRequest = { head: string; body: string; socket: net.Socket; connection: number };
export type Script = (asked: ReceivedRequest) => unknown;

/** A server that answers each request by a script, on plain TCP or, with a certificate, on TLS. */
export class ScriptedServer {
  readonly sockets = new Set<net.Socket>();
  connections = 0;
  script: Script = ({ socket }) => socket.write("HTTP/1.1 204 No Content\r\n\r\n");
  private readonly server: net.Server;

  constructor(certificate?: { cert: Buffer; key: Buffer }) {
    const take = (socket: net.Socket) => this.take(socket);
    this.server = certificate ? tls.createServer({ ...certificate, ALPNProtocols: ["h2", "http/1.1"] }, take) : net.createServer(take);
    this.server.on("tlsClientError", () => undefined);
  }

  async listen(host = "127.0.0.1"): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, host, resolve));
    return (this.server.address() as net.AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(socket: net.Socket): void {
    this.connections += 1;
    const connection = this.connections;
    this.sockets.add(socket);
    const pieces: Buffer[] = [];
    let size = 0;
    let needed = 0;
    socket.on("error", () => undefined);
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("data", (piece) => {
      pieces.push(piece);
      size += piece.length;
      if (size < needed) return;
      const bytes = Buffer.concat(pieces.splice(0));
      const bodyAt = bytes.indexOf("\r\n\r\n") + 4;
      const head = bytes.toString("latin1", 0, bodyAt);
      const length = Number.parseInt(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? "0", 10);
      needed = bodyAt < 4 ? 0 : bodyAt + length;
      if (bodyAt < 4 || size < needed) {
        pieces.push(bytes);
        return;
      }
      size = needed = 0;
      this.script({ head, body: bytes.toString("utf8", bodyAt), socket, connection });
    });
  }
}

import { createServer, type IncomingMessage, request, type Server } from "node:http";
import net from "node:net";

/** An operator's proxy: CONNECT for anything, plain requests in absolute form. Every name leads to this host. */
export class ProxyServer {
  /** The first line of each request, with the credentials that came with it. */
  readonly asked: string[] = [];
  private readonly sockets = new Set<net.Socket>();
  private readonly server: Server;

  constructor(private readonly credentials: string | null = null) {
    this.server = createServer((incoming, response) => {
      if (!this.note(incoming)) return void response.writeHead(407).end();
      const { hostname: _, port, pathname, search } = new URL(incoming.url ?? "");
      const { "proxy-authorization": __, ...headers } = incoming.headers;
      incoming.pipe(
        request({ host: "127.0.0.1", port, method: incoming.method, path: pathname + search, headers }, (answer) => {
          answer.pipe(response.writeHead(answer.statusCode ?? 0, answer.headers));
        }),
      );
    });
    this.server.on("connection", (socket) => this.keep(socket));
    this.server.on("connect", (incoming: IncomingMessage, socket: net.Socket) => {
      if (!this.note(incoming)) return void socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      const target = net.connect(Number.parseInt(incoming.url?.split(":").at(-1) ?? "", 10), "127.0.0.1");
      this.keep(target);
      target.once("connect", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        target.pipe(socket).pipe(target);
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `127.0.0.1:${(this.server.address() as net.AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private keep(socket: net.Socket): void {
    this.sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => this.sockets.delete(socket));
  }

  private note({ method, url, headers }: IncomingMessage): boolean {
    this.asked.push(`${method} ${url}`);
    return this.credentials === null || headers["proxy-authorization"] === `Basic ${Buffer.from(this.credentials).toString("base64")}`;
  }
}

import "server-only";
import net from "node:net";
import tls from "node:tls";

const TCP_KEEP_ALIVE_MS = 60_000;

/** Where all sockets read into: whoever is told of bytes has copied what is to stay before another socket reads. */
export const readBuffer: Buffer = Buffer.allocUnsafeSlow(65_536);

/** The place that a pool connects to, and what it has of its last handshake there. */
export class Place {
  readonly host: string;
  readonly isSecure: boolean;
  private readonly hostname: string;
  private readonly port: number;
  private session: Buffer | undefined;

  constructor(origin: string) {
    const { protocol, host, hostname, port } = new URL(origin);
    this.host = host;
    this.isSecure = protocol === "https:";
    this.hostname = hostname.replace(/^\[|\]$/g, "");
    this.port = port === "" ? (this.isSecure ? 443 : 80) : Number.parseInt(port, 10);
  }

  /** A socket that connects, and tells `onRead` how many bytes stand in `readBuffer`. */
  openSocket(onRead: (length: number) => void): net.Socket {
    const { hostname, port } = this;
    const callback = (length: number) => {
      onRead(length);
      return true;
    };
    const options = { host: hostname, port, noDelay: true, onread: { buffer: readBuffer, callback } };
    const keepAlive = { keepAlive: true, keepAliveInitialDelay: TCP_KEEP_ALIVE_MS };
    if (!this.isSecure) return net.connect({ ...options, ...keepAlive });
    const servername = net.isIP(hostname) === 0 ? hostname : undefined;
    const socket = tls.connect({ ...options, servername, session: this.session, ALPNProtocols: ["http/1.1"] });
    socket.setNoDelay(true).setKeepAlive(true, TCP_KEEP_ALIVE_MS);
    socket.on("session", (session) => {
      this.session = session;
    });
    return socket;
  }
}

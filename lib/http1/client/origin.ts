import "server-only";
import net from "node:net";
import tls from "node:tls";
import { openTunnel } from "@/lib/http1/client/tunnel";
import { lookupFor } from "@/lib/platform/addresses/typed-address";
import { proxyCredentials, proxyFor } from "@/lib/platform/proxies";

const TCP_KEEP_ALIVE_MS = 60_000;

/** The buffer that all sockets read into. A reader copies what it needs before another socket reads. */
export const readBuffer: Buffer = Buffer.allocUnsafeSlow(65_536);

type OnRead = (length: number) => void;

/** The origin that a pool connects to, through a proxy where the operator sets one, and the TLS session of the last handshake. */
export class Origin {
  readonly host: string;
  readonly isSecure: boolean;
  /** For a proxy that reads the request itself: the text before the request's path, and the header after its other headers. */
  readonly targetPrefix: string = "";
  readonly proxyHeader: string = "";
  private readonly hostname: string;
  private readonly port: number;
  private readonly proxy: URL | null;
  private readonly url: string;
  private session: Buffer | undefined;

  constructor(origin: string) {
    const { protocol, host, hostname, port } = new URL(origin);
    this.url = origin;
    this.host = host;
    this.isSecure = protocol === "https:";
    this.hostname = hostname.replace(/^\[|\]$/g, "");
    this.port = port === "" ? (this.isSecure ? 443 : 80) : Number.parseInt(port, 10);
    this.proxy = proxyFor(origin);
    if (!this.proxy || this.isSecure) return;
    const credentials = proxyCredentials(this.proxy);
    this.targetPrefix = `http://${host}`;
    this.proxyHeader = credentials ? `proxy-authorization: ${credentials}\r\n` : "";
  }

  /** Whether the first socket leads to a proxy, and the one to the origin opens through it. */
  get isTunnelled(): boolean {
    return this.proxy !== null && this.isSecure;
  }

  /**
   * A socket that connects, and calls `onRead` with the number of bytes in `readBuffer`. `onOther` receives the socket that replaces it.
   */
  openSocket(onRead: OnRead, onOther: (socket: net.Socket) => void): net.Socket {
    const { proxy, isSecure } = this;
    let lookup: net.LookupFunction | undefined;
    try {
      lookup = lookupFor(this.url);
    } catch (error) {
      return refused(error as Error);
    }
    if (proxy && isSecure) return openTunnel(proxy, this.authority(), (tunnel) => onOther(this.secureThrough(tunnel, onRead)));
    if (isSecure) return this.secured(tls.connect({ ...this.address(), lookup, ...this.trust(), ...readingInto(onRead) }));
    const address = { ...this.address(), ...(!proxy && { lookup }) };
    return net.connect({ ...address, ...readingInto(onRead), keepAlive: true, keepAliveInitialDelay: TCP_KEEP_ALIVE_MS });
  }

  private address() {
    const { proxy, isSecure, hostname, port } = this;
    if (!proxy || isSecure) return { host: hostname, port, noDelay: true };
    const proxyPort = proxy.port === "" ? 80 : Number.parseInt(proxy.port, 10);
    return { host: proxy.hostname.replace(/^\[|\]$/g, ""), port: proxyPort, noDelay: true };
  }

  private authority(): string {
    return `${this.hostname.includes(":") ? `[${this.hostname}]` : this.hostname}:${this.port}`;
  }

  private trust() {
    return { servername: net.isIP(this.hostname) === 0 ? this.hostname : undefined, session: this.session, ALPNProtocols: ["http/1.1"] };
  }

  private secured(socket: tls.TLSSocket): tls.TLSSocket {
    socket.setNoDelay(true).setKeepAlive(true, TCP_KEEP_ALIVE_MS);
    socket.on("session", (session) => {
      this.session = session;
    });
    return socket;
  }

  /** A socket on top of another one cannot read into our buffer. */
  private secureThrough(tunnel: net.Socket, onRead: OnRead): tls.TLSSocket {
    const socket = this.secured(tls.connect({ socket: tunnel, host: this.hostname, ...this.trust() }));
    socket.on("data", (bytes: Buffer) => {
      for (let from = 0; from < bytes.length; from += readBuffer.length) onRead(bytes.copy(readBuffer, 0, from));
    });
    return socket;
  }
}

/** A socket that never connects. It fails like one that could not. */
function refused(error: Error): net.Socket {
  const socket = new net.Socket();
  process.nextTick(() => socket.destroy(error));
  return socket;
}

function readingInto(onRead: OnRead) {
  const callback = (length: number) => {
    onRead(length);
    return true;
  };
  return { onread: { buffer: readBuffer, callback } };
}

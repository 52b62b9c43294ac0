import "server-only";
import net from "node:net";
import tls from "node:tls";
import { HeadBlock } from "@/lib/http1/client/head-block";
import { proxyCredentials } from "@/lib/platform/proxies";

const LONGEST_ANSWER_BYTES = 16_384;
const GRANTED = /^HTTP\/1\.[01] 2\d\d[ \r]/;

/**
 * A connection to a proxy that opens a tunnel to `target` (RFC 9110 9.3.6). `onOpen` receives it once the tunnel is open, without any
 * listener. Until then every failure is an error of the socket.
 */
export function openTunnel(proxy: URL, target: string, onOpen: (socket: net.Socket) => void): net.Socket {
  const socket = connectTo(proxy);
  const answer = new HeadBlock(LONGEST_ANSWER_BYTES);
  const onData = (bytes: Buffer) => {
    const bodyFrom = answer.push(bytes, 0, bytes.length);
    if (bodyFrom === -1) return;
    socket.off("data", onData);
    // An upstream is silent before the first request: bytes after this answer belong to no answer.
    const isOpen = bodyFrom === bytes.length && GRANTED.test(answer.text);
    if (isOpen) onOpen(socket);
    else socket.destroy(new Error(`The proxy ${proxy.host} does not lead to ${target}: ${firstLine(answer.text)}`));
  };
  socket.on("data", onData);
  socket.once(proxy.protocol === "https:" ? "secureConnect" : "connect", () => socket.write(connectHead(proxy, target), "latin1"));
  return socket;
}

function connectTo(proxy: URL): net.Socket {
  const host = proxy.hostname.replace(/^\[|\]$/g, "");
  const isSecure = proxy.protocol === "https:";
  const port = proxy.port === "" ? (isSecure ? 443 : 80) : Number.parseInt(proxy.port, 10);
  if (!isSecure) return net.connect({ host, port, noDelay: true });
  return tls.connect({ host, port, ...(net.isIP(host) === 0 && { servername: host }) });
}

function connectHead(proxy: URL, target: string): string {
  const credentials = proxyCredentials(proxy);
  return `CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n${credentials ? `proxy-authorization: ${credentials}\r\n` : ""}\r\n`;
}

function firstLine(text: string): string {
  return text.slice(0, 200).split("\r\n", 1)[0] ?? "";
}

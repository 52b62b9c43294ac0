import type { IncomingMessage, ServerResponse } from "node:http";
import { createProxyServer } from "httpxy";
import { FRONT_DOOR_HEADER, frontDoorSecret } from "@/lib/auth/front-door";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { clientAddress } from "@/server/client-address";
import { TRUSTED_PROXIES } from "@/server/trusted-proxies";

const FORWARDED = /^(x-forwarded-|forwarded$|x-real-ip$|x-relais-front-door$)/;
const PUBLIC = new URL(env.RELAIS_PUBLIC_URL);

/** Pages that restart take no connection for a moment. */
const RESTART_MS = 4_000;
const RETRY_AFTER_MS = 700;
/** Each try adds two listeners to the response, and they stay until it closes. */
const MAX_LISTENERS = 5 + 2 * Math.ceil(RESTART_MS / RETRY_AFTER_MS + 1);

export type PassOn = (incoming: IncomingMessage, response: ServerResponse) => void;

/** Passes every request that is not for the relay on to the process that renders pages. */
export function pagesProxy(portalUrl: string): PassOn {
  const proxy = createProxyServer({ target: portalUrl, proxyTimeout: 120_000 });
  const firstSentMs = new WeakMap<IncomingMessage, number>();
  const forward = (incoming: IncomingMessage, response: ServerResponse) => {
    proxy.web(incoming, response).catch(() => response.destroy());
  };
  proxy.on("error", (error, incoming, response) => {
    const sentMs = incoming && isRepeatable(incoming, error) ? firstSentMs.get(incoming) : undefined;
    const hasTime = sentMs !== undefined && performance.now() - sentMs < RESTART_MS;
    if (incoming && hasTime && isAnswer(response) && !response.destroyed) {
      setTimeout(() => forward(incoming, response), RETRY_AFTER_MS);
      return;
    }
    log.warn({ event: "front_door.pages_away", error: error.message }, "the pages do not answer");
    if (isAnswer(response) && !response.headersSent) {
      response.writeHead(502, { "content-type": "text/plain; charset=utf-8" });
      response.end("The pages are starting or out of order. Please try again in a moment.\n");
    } else response?.destroy();
  });
  proxy.on("proxyRes", (answer, _, response) => {
    // The pages' statement about their own connection must not undo that ours is ending.
    if (!response.shouldKeepAlive) answer.headers.connection = "close";
  });
  return (incoming, response) => {
    setForwardedHeaders(incoming);
    refuseUpgrade(incoming);
    firstSentMs.set(incoming, performance.now());
    response.setMaxListeners(MAX_LISTENERS);
    forward(incoming, response);
  };
}

/** A request of only a head, which may be sent twice. A process that ends closes connections that it has accepted already. */
function isRepeatable({ method }: IncomingMessage, { code }: NodeJS.ErrnoException): boolean {
  return (code === "ECONNREFUSED" || code === "ECONNRESET") && (method === "GET" || method === "HEAD");
}

/** The request is answered as a plain one: pages that switched to another protocol would leave it without an answer. */
function refuseUpgrade({ headers }: IncomingMessage): void {
  if (headers.upgrade === undefined) return;
  delete headers.upgrade;
  delete headers.connection;
}

function isAnswer(response: unknown): response is ServerResponse {
  return typeof response === "object" && response !== null && "writeHead" in response;
}

/**
 * A client's claims about itself are dropped. Its address comes from its socket or from trusted proxies. The public address comes from the
 * configuration, whatever a proxy on the way made of Host.
 */
export function setForwardedHeaders(incoming: IncomingMessage): void {
  const { headers } = incoming;
  const address = clientAddress(incoming, TRUSTED_PROXIES);
  for (const name of Object.keys(headers)) if (FORWARDED.test(name)) delete headers[name];
  headers["x-forwarded-for"] = address;
  headers["x-forwarded-proto"] = PUBLIC.protocol.slice(0, -1);
  headers["x-forwarded-host"] = PUBLIC.host;
  headers[FRONT_DOOR_HEADER] = frontDoorSecret();
}

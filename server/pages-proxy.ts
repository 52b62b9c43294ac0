import type { IncomingMessage, ServerResponse } from "node:http";
import { createProxyServer } from "httpxy";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { clientAddress, clientProtocol } from "@/server/client-address";

const FORWARDED = /^(x-forwarded-|forwarded$|x-real-ip$)/;

export type PassOn = (incoming: IncomingMessage, response: ServerResponse) => void;

/** Passes everything that is not the relay's on to the process that renders pages. */
export function pagesProxy(portalUrl: string): PassOn {
  const proxy = createProxyServer({ target: portalUrl, proxyTimeout: 120_000 });
  proxy.on("error", (error, _, response) => {
    log.warn({ error: error.message }, "the pages do not answer");
    if (response && "writeHead" in response && !response.headersSent) {
      response.writeHead(502, { "content-type": "text/plain; charset=utf-8" });
      response.end("The pages are starting or out of order. Please try again in a moment.\n");
    } else response?.destroy();
  });
  return (incoming, response) => {
    setForwardedHeaders(incoming);
    proxy.web(incoming, response).catch(() => response.destroy());
  };
}

/** What a client claims about itself is dropped: these headers are ours, taken from its socket or from proxies that we trust. */
function setForwardedHeaders(incoming: IncomingMessage): void {
  const { headers } = incoming;
  const address = clientAddress(incoming, env.RELAIS_TRUSTED_HOPS);
  const protocol = clientProtocol(incoming, env.RELAIS_TRUSTED_HOPS);
  for (const name of Object.keys(headers)) if (FORWARDED.test(name)) delete headers[name];
  headers["x-forwarded-for"] = address;
  headers["x-forwarded-proto"] = protocol;
  if (headers.host) headers["x-forwarded-host"] = headers.host;
}

import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { isPublicAddress } from "@/lib/platform/addresses/public-address";
import type { Surroundings } from "@/lib/platform/fetch-link";
import { classicPdf, flatTree } from "@/lib/wire/pdf/testing/pdf-files";

const file = (name: string) => readFileSync(new URL(`../../../http1/client/testing/${name}`, import.meta.url));

/** The only address on which the stand-in listens: a resolver that uses the host's own table for `localhost` does not find it. */
export const ADDRESS = "127.0.0.3";
/** An allowed address on which nothing listens. */
const NOBODY = "127.0.0.4";
const NAMES: Record<string, string[]> = {
  localhost: [ADDRESS],
  "other-name.test": [ADDRESS],
  "nobody.test": [NOBODY],
  "private.test": ["10.0.0.1"],
  "unknown.test": [],
};

export type LinkedServer = {
  /** The requested paths, in order. */
  asked: string[];
  /** The addresses of `localhost` at its next resolutions, in order; afterwards the stand-in's. */
  nextAddresses: string[][];
  /** The resolved names, in order. */
  resolved: string[];
  surroundings: Surroundings;
  serve(path: string, answer: (response: ServerResponse) => unknown): string;
  close(): Promise<void>;
};

/** A server for links, in an Internet that consists only of it. */
export async function startLinkedServer(): Promise<LinkedServer> {
  const answers = new Map<string, (response: ServerResponse) => unknown>();
  const asked: string[] = [];
  const resolved: string[] = [];
  const nextAddresses: string[][] = [];
  const certificate = file("certificate.pem");
  const server = https.createServer({ cert: certificate, key: file("key.pem") }, (request, response) => {
    asked.push(request.url ?? "");
    const answer = answers.get(request.url ?? "");
    if (answer) void answer(response);
    else response.writeHead(404, { "content-type": "image/png" }).end(PNG);
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, ADDRESS, resolve));
  return {
    asked,
    resolved,
    nextAddresses,
    surroundings: {
      async addressesOf(name) {
        resolved.push(name);
        return (name === "localhost" ? nextAddresses.shift() : undefined) ?? NAMES[name] ?? [];
      },
      isAllowed: (address) => address === ADDRESS || address === NOBODY || isPublicAddress(address),
      port: (server.address() as AddressInfo).port,
      ca: certificate,
    },
    serve(path, answer) {
      answers.set(path, answer);
      return `https://localhost${path}`;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Answers with bytes, in one piece and with their length. */
export function content(bytes: Buffer, contentType: string | undefined, headers: Record<string, string> = {}) {
  return (response: ServerResponse) => {
    const said = { ...(contentType && { "content-type": contentType }), ...headers };
    response.writeHead(200, { ...said, "content-length": bytes.length }).end(bytes);
  };
}

export function redirect(location: string, status = 302) {
  return (response: ServerResponse) => response.writeHead(status, { location }).end("elsewhere");
}

export const PNG: Buffer = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
export const JPEG: Buffer = Buffer.from("ffd8ffe000104a46494600010100000100010000ffd9", "hex");
export const GIF: Buffer = Buffer.from("GIF89a\x01\x00\x01\x00\x00\x00\x00;", "latin1");
export const WEBP: Buffer = Buffer.from("RIFF\x1a\x00\x00\x00WEBPVP8L", "latin1");
export const PDF: Buffer = classicPdf(flatTree(1));

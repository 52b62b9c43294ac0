import { randomBytes, timingSafeEqual } from "node:crypto";
import { sessionCookie } from "@/lib/auth/session-cookie";
import { systemClock } from "@/lib/basics/clock";
import { env } from "@/lib/platform/env";
import { ReadyPages, type RenderedPage } from "@/lib/platform/ready-pages";

/** Marks the request by which this process renders a page ahead. Only this process knows its value. */
const RENDER_AHEAD_HEADER = "x-relais-render-ahead";
/** In answers: the page was ready before it was asked for. */
const READY_HEADER = "x-relais-page-ready";

const SITE = /^\/(?:prices|docs\/api(?:\/[a-z]{1,40})?)?$/;
/** Prices are read again as often, see the price book. */
const FRESH_MS = 10_000;
const RENDER_TIMEOUT_MS = 15_000;
/** The length is that of a real nonce, so that nothing depends on which of the two a page has. */
const NONCE_BYTES = 16;

const secret = randomBytes(32);
const pages = new ReadyPages({ render, nonce: randomBytes(NONCE_BYTES).toString("base64"), freshMs: FRESH_MS, clock: systemClock });

/** The nonce for a request by which this process renders a page ahead; null for every other request. */
export function nonceAhead(headers: Headers): string | null {
  const sent = Buffer.from(headers.get(RENDER_AHEAD_HEADER) ?? "", "base64url");
  return sent.length === secret.length && timingSafeEqual(sent, secret) ? pages.nonce : null;
}

/** A page of the site for a browser that opens it, if it is ready. Only its header differs by whether a session's cookie is there. */
export function readySitePage(path: string, search: string, headers: Headers, nonce: string): RenderedPage | null {
  if (process.env.NODE_ENV !== "production" || search || !SITE.test(path) || !isDocument(headers) || nonceAhead(headers)) return null;
  const page = pages.find(`${hasCookie(headers) ? "session" : "nobody"} ${path}`, nonce);
  return page && { html: page.html, headers: [...page.headers, [READY_HEADER, "1"]] };
}

/** Next hides from a proxy whether its router asks for data; only a browser that opens a page asks for a document. */
function isDocument(headers: Headers): boolean {
  const destination = headers.get("sec-fetch-dest");
  return destination === "document" || (destination === null && Boolean(headers.get("accept")?.includes("text/html")));
}

function hasCookie(headers: Headers): boolean {
  return (headers.get("cookie") ?? "").split(/;\s*/).some((each) => each.startsWith(`${sessionCookie().name}=`));
}

async function render(key: string): Promise<RenderedPage | null> {
  const [who, path = "/"] = key.split(" ");
  const answer = await fetch(new URL(path, ownAddress()), {
    headers: {
      accept: "text/html",
      [RENDER_AHEAD_HEADER]: secret.toString("base64url"),
      ...(who === "session" && { cookie: `${sessionCookie().name}=ahead` }),
    },
    redirect: "manual",
    cache: "no-store",
    signal: AbortSignal.timeout(RENDER_TIMEOUT_MS),
  });
  const type = answer.headers.get("content-type") ?? "";
  const html = await answer.text();
  if (answer.status !== 200 || !type.startsWith("text/html") || answer.headers.has("set-cookie")) return null;
  // Next writes its nonce into the Link header, so that one is not kept.
  const kept = ["content-type", "cache-control"].flatMap((name): [string, string][] => {
    const value = answer.headers.get(name);
    return value ? [[name, value]] : [];
  });
  return { html, headers: kept };
}

/** Where this process listens: see server/portal.ts. */
function ownAddress(): string {
  const { port } = new URL(env.PORTAL_URL ?? "http://127.0.0.1:3001");
  const host = env.PORTAL_HOST === "0.0.0.0" || env.PORTAL_HOST === "::" ? "127.0.0.1" : env.PORTAL_HOST;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port || "80"}`;
}

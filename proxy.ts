import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { NONCE_HEADER, pageHeaders } from "@/lib/auth/page-headers";
import { refusedFormPage } from "@/lib/auth/refused-form";
import { PAGE_PATH_HEADER } from "@/lib/auth/return-path";
import { isSameOrigin } from "@/lib/auth/same-origin";
import { nonceAhead, readySitePage } from "@/lib/auth/site-pages";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";

/** Before every page: what a page must know of its request and cannot ask for itself, and whose forms are taken. */
export function proxy(request: NextRequest): NextResponse {
  const { nextUrl: url, method } = request;
  const headers = new Headers(request.headers);
  const origin = headers.get("origin");
  if (method !== "GET" && method !== "HEAD") {
    if (!isSameOrigin(headers, env.RELAIS_PUBLIC_URL)) return refusedForm(headers);
    // Next compares Origin with the host that the request names, which a proxy on the way may have changed. It was compared
    // with the configured one above.
    headers.set("x-forwarded-host", new URL(origin ?? env.RELAIS_PUBLIC_URL).host);
  }
  // How the browser fetches a page that a link leads to; no part of its address.
  if (url.searchParams.has("_rsc")) url.searchParams.delete("_rsc");
  headers.set(PAGE_PATH_HEADER, url.pathname + url.search);
  const nonce = nonceAhead(headers) ?? randomBytes(16).toString("base64");
  const own = pageHeaders(nonce);
  const ready = method === "GET" ? readySitePage(url.pathname, url.search, headers, nonce) : null;
  if (ready) return withHeaders(new NextResponse(ready.html, { headers: ready.headers }), own);
  headers.set(NONCE_HEADER, nonce);
  // Next takes the nonce of its own scripts out of this one.
  headers.set("content-security-policy", own["content-security-policy"] ?? "");
  return withHeaders(NextResponse.next({ request: { headers } }), own);
}

// Pages alone: calls, webhooks and files of the build cost nothing more.
export const config = { matcher: "/((?!api/|v1(?:/|$)|_next/|icon\\.svg).*)" };

function refusedForm(headers: Headers): NextResponse {
  const [origin, host] = [headers.get("origin"), headers.get("host")];
  log.warn(
    { event: "portal.form_refused", origin, host, publicUrl: env.RELAIS_PUBLIC_URL },
    "a form was refused: its page is none of RELAIS_PUBLIC_URL",
  );
  const page = new NextResponse(refusedFormPage(), { status: 403, headers: { "content-type": "text/html; charset=utf-8" } });
  return withHeaders(page, pageHeaders(randomBytes(16).toString("base64")));
}

function withHeaders(response: NextResponse, own: Record<string, string>): NextResponse {
  for (const [name, value] of Object.entries(own)) response.headers.set(name, value);
  return response;
}

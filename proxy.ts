import { type NextRequest, NextResponse } from "next/server";
import { PAGE_PATH_HEADER } from "@/lib/auth/return-path";

/** Before every page: what a page must know of its request and cannot ask for itself. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  const { nextUrl: url } = request;
  // How the browser fetches a page that a link leads to; no part of its address.
  if (url.searchParams.has("_rsc")) url.searchParams.delete("_rsc");
  headers.set(PAGE_PATH_HEADER, url.pathname + url.search);
  return NextResponse.next({ request: { headers } });
}

// Pages alone: calls, webhooks and files of the build cost nothing more.
export const config = { matcher: "/((?!api/|_next/|icon\\.svg).*)" };

import type { Manage } from "@/lib/api/endpoint";
import { env } from "@/lib/platform/env";
import { requestIdHeaders } from "@/lib/wire/error-reply";

/** The placeholder in the document for the address of the server. */
const SERVER = "https://relais.example";

let text: Promise<string> | undefined;

/** `GET /openapi.json`, for everybody. It is loaded as JSON at the first request, so calls do not pay for its schemas. */
export const readDocument: Manage = async (_services, _request, { id }) => {
  text ??= load();
  const headers = { "content-type": "application/json", "cache-control": "public, max-age=300", ...requestIdHeaders(`req_${id}`) };
  return { status: 200, headers, body: await text };
};

async function load(): Promise<string> {
  const { default: document } = await import("@/lib/openapi/openapi.json", { with: { type: "json" } });
  return JSON.stringify(document).replaceAll(SERVER, env.RELAIS_PUBLIC_URL.replace(/\/$/, ""));
}

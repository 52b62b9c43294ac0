import "server-only";
import { getProxyForUrl } from "proxy-from-env";
import { log } from "@/lib/platform/log";

/** Processes beside us, for instance the sandbox's stand-ins, are never behind a proxy. */
const THIS_HOST = ["localhost", "127.0.0.1", "[::1]"];
const VARIABLES = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];

/**
 * The proxy that the operator sets for this URL (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY in either case). Null where it is reached
 * directly, as this host always is. Throws where the variable names anything other than an http or https proxy.
 */
export function proxyFor(url: string): URL | null {
  const proxy = isThisHost(new URL(url).hostname) ? "" : getProxyForUrl(url);
  if (proxy === "") return null;
  if (!URL.canParse(proxy) || !/^https?:$/.test(new URL(proxy).protocol)) {
    throw new Error("The proxy in the environment is no http:// or https:// address. Set HTTPS_PROXY to one, or leave it out.");
  }
  return new URL(proxy);
}

/** The value of a `proxy-authorization` header; null where the proxy's address has no credentials. */
export function proxyCredentials({ username, password }: URL): string | null {
  if (username === "") return null;
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(plain).toString("base64")}`;
}

/** The proxies in force, for the log, without their credentials; null where there are none. */
function proxiesInForce(): { proxies: Record<string, string>; noProxy: string } | null {
  const set = VARIABLES.flatMap((name) => {
    const value = variable(name);
    return value === "" ? [] : [[name, withoutCredentials(value)] as const];
  });
  return set.length === 0 ? null : { proxies: Object.fromEntries(set), noProxy: variable("NO_PROXY") };
}

/**
 * For the start of a process: logs which proxies are in force, and makes the platform's `fetch` use them too, which Node 20 does not do by
 * itself. Without proxies nothing is loaded.
 */
export async function goThroughProxies(): Promise<void> {
  const inForce = proxiesInForce();
  if (!inForce) return;
  log.info({ event: "process.proxy_used", ...inForce }, "requests to the outside go through a proxy");
  const { EnvHttpProxyAgent, setGlobalDispatcher } = await import("undici");
  setGlobalDispatcher(new EnvHttpProxyAgent({ noProxy: [inForce.noProxy, ...THIS_HOST].filter(Boolean).join(",") }));
}

function isThisHost(hostname: string): boolean {
  return THIS_HOST.includes(hostname) || hostname.startsWith("127.");
}

function variable(name: string): string {
  return process.env[name.toLowerCase()] ?? process.env[name] ?? "";
}

function withoutCredentials(address: string): string {
  if (!URL.canParse(address)) return "(not an address)";
  const url = new URL(address);
  return `${url.protocol}//${url.host}`;
}

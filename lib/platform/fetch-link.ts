import "server-only";
import { Resolver } from "node:dns/promises";
import type { IncomingMessage } from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isPlainHttps, isPublicAddress } from "@/lib/platform/addresses/public-address";

const MOST_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const RESOLVER = { timeout: 3_000, tries: 2 };
// Some hosts refuse a request without a user agent.
const HEADERS = { accept: "image/*, application/pdf", "accept-encoding": "identity", "user-agent": "Relais/1.0 (linked content)" };

/** The network around a link. A test passes its own: no configuration can replace the real Internet. */
export type Surroundings = {
  addressesOf(hostname: string, signal: AbortSignal): Promise<string[]>;
  isAllowed(address: string): boolean;
  port: number;
  ca?: Buffer;
};

export const INTERNET: Surroundings = { addressesOf, isAllowed: isPublicAddress, port: 443 };

/**
 * The answer of status 200 at the end of a link, with its body unread. Each name on the way is resolved once, all its addresses are
 * checked, and the connection uses one of these: a name that changes a moment later cannot redirect it. Rejects where there is no such
 * answer. The reason is not for the caller, who could learn our network from it.
 */
export async function openLink(link: URL, surroundings: Surroundings, signal: AbortSignal): Promise<IncomingMessage> {
  let url = link;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const answer = await answerOf(url, surroundings, signal);
    if (answer.statusCode === 200) return answer;
    answer.destroy();
    const { location } = answer.headers;
    if (!REDIRECTS.has(answer.statusCode ?? 0) || location === undefined) throw new Error(`The answer is ${answer.statusCode}.`);
    url = new URL(location, url);
  }
  throw new Error("The link leads on and on.");
}

async function answerOf(url: URL, { addressesOf, isAllowed, port, ca }: Surroundings, signal: AbortSignal): Promise<IncomingMessage> {
  if (!isPlainHttps(url.href)) throw new Error("The link is no plain https link.");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(host) === 0 ? await addressesOf(host, signal) : [host];
  if (addresses.length === 0 || !addresses.every(isAllowed)) throw new Error("The link has no public address.");
  return new Promise((resolve, reject) => {
    // An agent of its own: a reused connection would lead to an address that was checked for another link.
    const own = { agent: false, lookup: lookupOf(addresses), ca, port, signal } as const;
    https.get({ ...own, host, path: url.pathname + url.search, headers: HEADERS }, resolve).on("error", reject);
  });
}

function lookupOf(addresses: string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_, { all }, callback) => {
    if (all) callback(null, found);
    else callback(null, found[0]?.address ?? "", found[0]?.family);
  };
}

/** From name servers only: not from this host's own table of names or its search domains, and on no thread that others wait for. */
async function addressesOf(hostname: string, signal: AbortSignal): Promise<string[]> {
  const resolver = new Resolver(RESOLVER);
  const cancel = () => resolver.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    const found = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    return found.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

import "server-only";
import dns from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { isPublicAddress } from "@/lib/platform/addresses/public-address";
import { env } from "@/lib/platform/env";

const LONGEST = 300;
/** Names that exist only in the operator's own network. */
const LOCAL_NAME = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa)$/;
/** The providers' own hosts. An operator may reach them inside the network, by a private endpoint of the cloud. */
const PROVIDERS = [
  /^api\.anthropic\.com$/,
  /^bedrock-(runtime|mantle)\.[a-z0-9-]+\.(amazonaws\.com|api\.aws)$/,
  /^([a-z0-9-]+-)?aiplatform\.googleapis\.com$/,
  /^aiplatform\.[a-z]{2,}\.rep\.googleapis\.com$/,
];

/** An address that an admin typed. Nothing is sent to it. */
export class AddressRefused extends Error {
  constructor(host: string) {
    super(`${host} is no public https address. If it is yours, list it in UPSTREAM_ALLOWED_HOSTS.`);
    this.name = "AddressRefused";
  }
}

/** Https with a public name or number, or a host that the operator lists, without credentials, query and fragment. */
export function isAddressAllowed(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.username || url.password || url.search || url.hash || text.length > LONGEST) return false;
  return isListed(url) || (url.protocol === "https:" && mayBePublic(hostOf(url)));
}

/** Google itself, or a host that the operator lists: an assertion that is signed by an upstream account's key goes nowhere else. */
export function isGoogleAddress(text: string): boolean {
  if (!isAddressAllowed(text)) return false;
  const url = new URL(text);
  return hostOf(url).endsWith(".googleapis.com") || isListed(url);
}

/**
 * How a connection to this origin finds its address. All addresses of the name must be public, and the connection uses one of these: a name
 * that changes a moment later cannot redirect it. Undefined where any address will do. Throws `AddressRefused` where none does. Behind a
 * proxy, the proxy resolves the name.
 */
export function lookupFor(origin: string): LookupFunction | undefined {
  if (!isAddressAllowed(origin)) throw new AddressRefused(URL.canParse(origin) ? new URL(origin).host : "It");
  const url = new URL(origin);
  return isListed(url) || PROVIDERS.some((each) => each.test(hostOf(url))) ? undefined : publicLookup;
}

const publicLookup: LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, "");
    const [first] = found;
    if (!first || !found.every(({ address }) => isPublicAddress(address))) return callback(new AddressRefused(hostname), "");
    if (options.all) callback(null, found);
    else callback(null, first.address, first.family);
  });
};

/**
 * The operator's list of `host`, `host:port`, or `.domain` with everything below it; and the address of the upstream account in the
 * environment.
 */
function isListed(url: URL): boolean {
  const host = hostOf(url);
  const port = url.port || (url.protocol === "http:" ? "80" : "443");
  const isEnvironments = new URL(env.ANTHROPIC_BASE_URL).origin === url.origin;
  return isEnvironments || env.UPSTREAM_ALLOWED_HOSTS.some((each) => matches(each, host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry.startsWith(".")) return host.endsWith(entry);
  return entry === host || entry === `${host}:${port}` || entry === `[${host}]` || entry === `[${host}]:${port}`;
}

function mayBePublic(host: string): boolean {
  return isIP(host) === 0 ? host.includes(".") && !LOCAL_NAME.test(host) : isPublicAddress(host);
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

import { BlockList, isIP } from "node:net";

// Everything that IANA's registries of special purposes exclude from the public Internet, as of 2026-11; and Azure's own host at
// 168.63.129.16, which answers only its virtual machines. The other clouds' metadata addresses are link-local, shared or unique-local.
const NOT_PUBLIC_V4: [network: string, prefix: number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["168.63.129.16", 32],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

// Only 2000::/3 of IPv6 is assigned. Inside it, these carry an IPv4 address or lead nowhere.
const NOT_PUBLIC_V6: [network: string, prefix: number][] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const notPublic = new BlockList();
for (const [network, prefix] of NOT_PUBLIC_V4) notPublic.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of NOT_PUBLIC_V6) notPublic.addSubnet(network, prefix, "ipv6");
const givenOut = new BlockList();
givenOut.addSubnet("2000::", 3, "ipv6");

/** Whether anyone on the Internet could connect to the address: not private, shared, local, reserved, or an IPv4 address in disguise. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !notPublic.check(address, "ipv4");
  return family === 6 && givenOut.check(address, "ipv6") && !notPublic.check(address, "ipv6");
}

/** Whether a link has the only form that callers may use: no other scheme or port, and no credentials. */
export function isPlainHttps(link: string): boolean {
  if (!URL.canParse(link)) return false;
  const { protocol, port, username, password } = new URL(link);
  return protocol === "https:" && port === "" && username === "" && password === "";
}

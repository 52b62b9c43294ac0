import { isIPv4, isIPv6 } from "node:net";

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** The network in which one person can be expected to change addresses: a /24 of IPv4, a /56 of IPv6. */
export function subnetOf(address: string): string {
  const plain = MAPPED_IPV4.exec(address)?.[1] ?? address;
  if (isIPv4(plain)) return `${plain.split(".").slice(0, 3).join(".")}.0/24`;
  if (!isIPv6(plain)) return "unknown";
  const [head = "", tail] = plain.split("%")[0]?.split("::") ?? [];
  const before = head.split(":").filter(Boolean);
  const after = tail?.split(":").filter(Boolean) ?? [];
  const zeros = Array(Math.max(0, 8 - before.length - after.length)).fill("0");
  const groups = [...before, ...zeros, ...after].slice(0, 4).map((group) => group.toLowerCase().padStart(4, "0"));
  return `${groups.join(":").slice(0, -2)}00::/56`;
}

/** The addresses that one person has alone: an address of IPv4, a /56 of IPv6. "unknown" for an invalid address. */
export function householdOf(address: string): string {
  return isIPv4(address) ? address : subnetOf(address);
}

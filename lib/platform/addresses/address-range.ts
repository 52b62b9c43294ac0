import { BlockList, isIP } from "node:net";

/** A network: its first address and the number of bits that its addresses share. */
type AddressRange = { network: string; bits: number; family: "ipv4" | "ipv6" };

/** The range that a text such as "192.0.2.0/24", "2001:db8::/32" or one address names; null when it names none. */
export function parseRange(text: string): AddressRange | null {
  const [address = "", length, ...more] = text.trim().split("/");
  const known = addressOf(address);
  if (known === null || more.length > 0) return null;
  const most = known.family === "ipv4" ? 32 : 128;
  if (length === undefined) return { ...known, bits: most };
  if (!/^\d{1,3}$/.test(length) || Number.parseInt(length, 10) > most) return null;
  return { ...known, bits: Number.parseInt(length, 10) };
}

/** All addresses of some ranges. A text that names no range adds none. */
export function addressList(texts: string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const range = parseRange(text);
    if (range) list.addSubnet(range.network, range.bits, range.family);
  }
  return list;
}

/** Finds an IPv4 address by its mapped form too, and the other way round. An unreadable address is in no list. */
export function isInList(address: string, list: BlockList): boolean {
  const known = addressOf(address);
  return known !== null && list.check(known.network, known.family);
}

function addressOf(text: string): { network: string; family: "ipv4" | "ipv6" } | null {
  // A zone names the interface, not the host.
  const [network = ""] = text.split("%");
  const version = isIP(network);
  if (version === 0 || (version === 4 && network !== text)) return null;
  return { network, family: version === 4 ? "ipv4" : "ipv6" };
}

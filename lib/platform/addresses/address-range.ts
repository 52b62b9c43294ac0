import { isIPv4, isIPv6 } from "node:net";

/** A network: the first `bits` bits of `start` are its own. IPv4 lies in ::ffff:0:0/96, so that mapped addresses need no second rule. */
export type AddressRange = { start: bigint; bits: number };

const WIDTH = 128;
const MAPPED = 0xffff_0000_0000n;

/** The range that a text such as "192.0.2.0/24", "2001:db8::/32" or one address names; null when it names none. */
export function parseRange(text: string): AddressRange | null {
  const [address = "", length, ...more] = text.trim().split("/");
  const number = numberOf(address);
  if (number === null || more.length > 0) return null;
  if (length === undefined) return { start: number, bits: WIDTH };
  const max = isIPv4(address) ? 32 : WIDTH;
  if (!/^\d{1,3}$/.test(length) || Number.parseInt(length, 10) > max) return null;
  const bits = WIDTH - max + Number.parseInt(length, 10);
  return { start: networkOf(number, bits), bits };
}

/** An address that cannot be read is in no range. */
export function isInRanges(address: string, ranges: AddressRange[]): boolean {
  const number = numberOf(address);
  return number !== null && ranges.some(({ start, bits }) => networkOf(number, bits) === start);
}

function networkOf(number: bigint, bits: number): bigint {
  const hostBits = BigInt(WIDTH - bits);
  return (number >> hostBits) << hostBits;
}

function numberOf(address: string): bigint | null {
  if (isIPv4(address)) return MAPPED + numberOfFour(address);
  const [plain = ""] = address.split("%");
  if (!isIPv6(plain)) return null;
  // The last 32 bits may be written as IPv4.
  const tail = /(?<=:)[\d.]+$/.exec(plain)?.[0];
  const four = tail?.includes(".") ? numberOfFour(tail) : null;
  const hex = four === null ? plain : plain.replace(/[\d.]+$/, `${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`);
  const [before = "", after] = hex.split("::");
  const [head, rest] = [groupsOf(before), groupsOf(after ?? "")];
  const zeros = after === undefined ? [] : Array<string>(8 - head.length - rest.length).fill("0");
  return [...head, ...zeros, ...rest].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

function groupsOf(part: string): string[] {
  return part === "" ? [] : part.split(":");
}

function numberOfFour(address: string): bigint {
  return address.split(".").reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

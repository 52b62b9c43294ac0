import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { clientAddress, type TrustedProxies } from "@/server/client-address";

const request = (headers: Record<string, string>, remoteAddress = "10.0.0.1") =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;
const behind = (hops: number, header: TrustedProxies["header"] = "either") => ({ hops, header });
const forged = request({ "x-forwarded-for": "1.1.1.1, 192.0.2.7, 10.0.0.2", forwarded: "for=6.6.6.6" });

test("without proxies of ours nothing that a client says about itself is trusted", () => {
  expect(clientAddress(forged, behind(0))).toBe("10.0.0.1");
  expect(clientAddress(request({}, "::ffff:10.0.0.1"), behind(0))).toBe("10.0.0.1");
});

test("each trusted proxy accounts for one entry from the right, and the client's own entries before them are not trusted", () => {
  expect(clientAddress(forged, behind(1))).toBe("10.0.0.2");
  expect(clientAddress(forged, behind(2))).toBe("192.0.2.7");
});

test("fewer entries than proxies: the furthest one that is known, else the socket's", () => {
  expect(clientAddress(request({ "x-forwarded-for": "192.0.2.7" }), behind(3))).toBe("192.0.2.7");
  expect(clientAddress(request({ "x-forwarded-for": " , " }), behind(1))).toBe("10.0.0.1");
  expect(clientAddress(request({}), behind(1))).toBe("10.0.0.1");
});

test.each([
  ["nginx, Caddy, Traefik, AWS", "203.0.113.9", "203.0.113.9"],
  ["AWS with client ports", "203.0.113.9:41234", "203.0.113.9"],
  ["Azure Application Gateway", "1.1.1.1, 203.0.113.9:41234", "203.0.113.9"],
  ["Azure in front of IPv6", "[2001:db8::1]:41234", "2001:db8::1"],
  ["Cloudflare in front of IPv6", "2001:0DB8:0000:0000:0000:0000:0000:0001", "2001:db8::1"],
  ["brackets without a port", "[2001:db8::1]", "2001:db8::1"],
  ["a mapped address", "::ffff:203.0.113.9", "203.0.113.9"],
  ["a mapped address in hex", "::FFFF:cb00:7109", "203.0.113.9"],
  ["a mapped address with a port", "[::ffff:203.0.113.9]:80", "203.0.113.9"],
  ["a zone", "fe80::1%eth0", "fe80::1"],
  ["a zone in brackets", "[fe80::1%25eth0]:80", "fe80::1"],
  ["blanks", "1.1.1.1 ,\t 203.0.113.9  ", "203.0.113.9"],
  ["quotes", '"203.0.113.9:80"', "203.0.113.9"],
  ["for= where it does not belong", 'for="[2001:db8::1]:4711"', "2001:db8::1"],
])("X-Forwarded-For as it comes: %s (%s)", (_, header, address) => {
  expect(clientAddress(request({ "x-forwarded-for": header }), behind(1))).toBe(address);
});

test.each([
  ["for=192.0.2.60;proto=http;by=203.0.113.43", 1, "192.0.2.60"],
  ['for="[2001:db8:cafe::17]:4711";proto=https', 1, "2001:db8:cafe::17"],
  ['For="[2001:DB8:cafe::17]"', 1, "2001:db8:cafe::17"],
  ["for=192.0.2.43, for=198.51.100.17", 1, "198.51.100.17"],
  ['for=192.0.2.43,for="[2001:db8:cafe::17]:80";by=_x', 2, "192.0.2.43"],
  ["proto=https ; FOR = 192.0.2.43", 1, "192.0.2.43"],
  ['for="192.0.2.43:_http"', 1, "192.0.2.43"],
  ['for=1.1.1.1;host="a, for=6.6.6.6;b", for=192.0.2.43;host="c,for=7.7.7.7"', 1, "192.0.2.43"],
  ['for=" , for=192.0.2.43', 1, "192.0.2.43"],
  ['for="[2001:db8::1, for="[2001:db8::2]:1"', 1, "2001:db8::2"],
  ['for="\\", for="[2001:db8::2]:1"', 1, "2001:db8::2"],
  ['for="1\\92.0.2.43"', 1, "192.0.2.43"],
])("Forwarded (RFC 7239): %s behind %i", (header, hops, address) => {
  expect(clientAddress(request({ forwarded: header }), behind(hops))).toBe(address);
});

test.each([
  "unknown",
  "_hidden",
  "_gazonk:80",
  "",
  "203.0.113.9:",
  "203.0.113.999",
  "[2001:db8::1",
  "2001:db8::1]:80",
  "host.example",
  "\u0000",
  "[::1]x",
])("what names no address (%j) is replaced by the socket's, and by nothing further left", (entry) => {
  expect(clientAddress(request({ "x-forwarded-for": `6.6.6.6, ${entry || "unknown"}` }), behind(1))).toBe("10.0.0.1");
  expect(clientAddress(request({ forwarded: `for=6.6.6.6, for="${entry}"` }), behind(1))).toBe("10.0.0.1");
});

test("of the two headers only the one that our proxies write is trusted", () => {
  const both = request({ "x-forwarded-for": "1.1.1.1", forwarded: "for=2.2.2.2" });
  expect(clientAddress(both, behind(1, "either"))).toBe("1.1.1.1");
  expect(clientAddress(both, behind(1, "x-forwarded-for"))).toBe("1.1.1.1");
  expect(clientAddress(both, behind(1, "forwarded"))).toBe("2.2.2.2");
  expect(clientAddress(request({ forwarded: "for=2.2.2.2" }), behind(1, "x-forwarded-for"))).toBe("10.0.0.1");
  expect(clientAddress(request({ "x-forwarded-for": "1.1.1.1" }), behind(1, "forwarded"))).toBe("10.0.0.1");
  expect(clientAddress(request({ "cf-connecting-ip": "3.3.3.3", "x-real-ip": "4.4.4.4" }), behind(1))).toBe("10.0.0.1");
});

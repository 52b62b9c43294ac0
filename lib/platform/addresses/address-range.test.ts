import { expect, test } from "vitest";
import { addressList, isInList, parseRange } from "@/lib/platform/addresses/address-range";

const isIn = (address: string, ...texts: string[]) => isInList(address, addressList(texts));

test.each([
  ["192.0.2.0/24", "192.0.2.0", "192.0.2.255"],
  ["192.0.2.77/24", "192.0.2.1", "192.0.2.200"],
  ["192.0.2.128/25", "192.0.2.128", "192.0.2.255"],
  ["10.1.2.3", "10.1.2.3", "::ffff:10.1.2.3"],
  ["10.1.2.3/32", "10.1.2.3", "::ffff:a01:203"],
  ["0.0.0.0/0", "1.2.3.4", "255.255.255.255"],
  ["2001:db8::/32", "2001:db8::1", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["2001:DB8:1:2::/64", "2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002::"],
  ["fe80::1", "fe80::1", "fe80::1%eth0"],
  ["::ffff:192.0.2.0/120", "192.0.2.9", "::ffff:192.0.2.9"],
  ["::/0", "1.2.3.4", "2001:db8::1"],
])("%s covers %s and %s", (range, first, last) => {
  expect([isIn(first, range), isIn(last, range)]).toEqual([true, true]);
});

test.each([
  ["192.0.2.0/24", "192.0.3.0", "192.0.1.255"],
  ["192.0.2.128/25", "192.0.2.127", "192.0.3.128"],
  ["10.1.2.3", "10.1.2.4", "::a01:203"],
  ["0.0.0.0/0", "::1", "2001:db8::1"],
  ["2001:db8::/32", "2001:db9::", "2001:db7:ffff::"],
  ["10.128.0.0/9", "10.127.255.255", "11.128.0.0"],
  ["2001:db8:0:8000::/49", "2001:db8:0:7fff::", "2001:db8:1::"],
  ["192.0.2.9/31", "192.0.2.7", "192.0.2.10"],
  ["1.2.3.4", "1.2.3.4%eth0", "1.2.3.4/32"],
  ["::/0", "nonsense", ""],
])("%s covers neither %s nor %s", (range, below, above) => {
  expect([isIn(below, range), isIn(above, range)]).toEqual([false, false]);
});

test.each(["nonsense", "1.2.3.4/33", ""])("a list whose only text is %j lets nobody in", (text) => {
  expect([isIn("1.2.3.4", text), isIn("::1", text), isIn(text, text)]).toEqual([false, false, false]);
});

test("any of several ranges is enough", () => {
  expect(isIn("10.0.0.1", "192.0.2.0/24", "10.0.0.0/8")).toBe(true);
});

test.each([
  "",
  "nonsense",
  "1.2.3",
  "1.2.3.4/33",
  "1.2.3.4/-1",
  "1.2.3.4/",
  "1.2.3.4/8/8",
  "::1/129",
  "01.2.3.4",
  "1.2.3.4/x",
  "2001:db8:::/32",
])("%j is no range", (text) => {
  expect(parseRange(text)).toBeNull();
});

import { expect, test } from "vitest";
import { readEcbRates } from "@/lib/exchange/ecb-rates";

const cube = (rates: string, day = "2026-11-27") => `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
  <Cube><Cube time='${day}'>${rates}</Cube></Cube>
</gesmes:Envelope>`;
const rate = (currency: string, value: string) => `<Cube currency='${currency}' rate='${value}'/>`;

test("rates for one euro become rates for one dollar, with eight places and exact rounding", () => {
  const { at, perDollar } = readEcbRates(cube(rate("USD", "1.25") + rate("CNY", "8.1") + rate("JPY", "175.11") + rate("INR", "100")));
  expect(at).toEqual(new Date("2026-11-27T15:00:00Z"));
  expect(Object.fromEntries(perDollar)).toEqual({ eur: "0.80000000", cny: "6.48000000", jpy: "140.08800000", inr: "80.00000000" });
});

test("a rate that does not end is rounded half up at the eighth place", () => {
  expect(readEcbRates(cube(rate("USD", "3") + rate("CNY", "20"))).perDollar.get("cny")).toBe("6.66666667");
  expect(readEcbRates(cube(rate("USD", "3") + rate("CNY", "10"))).perDollar.get("cny")).toBe("3.33333333");
});

test.each<[string, string]>([
  ["a page of the web", "<html><body>Sorry</body></html>"],
  ["nothing", ""],
  ["a list without the dollar", cube(rate("CNY", "8.1") + rate("INR", "90"))],
  ["a dollar of zero", cube(rate("USD", "0") + rate("CNY", "8.1"))],
  ["a negative rate", cube(rate("USD", "1.1") + rate("CNY", "-8.1"))],
  ["a rate with an exponent", cube(rate("USD", "1.1") + rate("CNY", "8e1"))],
  ["a rate in other digits", cube(rate("USD", "1.1") + rate("CNY", "٨"))],
  ["an impossible day", cube(rate("USD", "1.1") + rate("CNY", "8.1"), "2026-02-30")],
  ["one entity inside another", `<!DOCTYPE a [<!ENTITY x "1">]>${cube(rate("USD", "&x;") + rate("CNY", "8.1"))}`],
])("%s is refused as a whole", (_, xml) => {
  expect(() => readEcbRates(xml)).toThrow();
});

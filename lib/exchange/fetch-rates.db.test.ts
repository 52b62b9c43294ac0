import "@/lib/exchange/testing/exchange-stand-in";
import { beforeEach, expect, test } from "vitest";
import { readExchangeRates } from "@/lib/exchange/exchange-rates";
import { fetchExchangeRates } from "@/lib/exchange/fetch-rates";
import { setRates } from "@/lib/exchange/testing/exchange-stand-in";
import { postgres } from "@/lib/platform/postgres";
import { ownerConnection } from "@/lib/testing/owner";

const at = (day: string) => ({ now: () => new Date(`${day}T18:00:00Z`) });
const rateOf = async (currency: string, day: string) => (await readExchangeRates(at(day).now())).get(currency)?.rate;

beforeEach(async () => {
  const owner = await ownerConnection();
  await owner.query("DELETE FROM exchange_rate");
  await owner.end();
  await setRates({ day: "2026-11-27", rates: { USD: "1.25", CNY: "8", BRL: "6" }, fault: null });
});

test("the list of a day is stored once, however often it is fetched", async () => {
  expect(await Promise.all([fetchExchangeRates(at("2026-11-27")), fetchExchangeRates(at("2026-11-27"))])).toContain(3);
  expect(await fetchExchangeRates(at("2026-11-28"))).toBe(0);
  expect(await readExchangeRates(at("2026-11-28").now())).toEqual(
    new Map(
      [
        { currency: "brl", rate: "4.80000000" },
        { currency: "cny", rate: "6.40000000" },
        { currency: "eur", rate: "0.80000000" },
      ].map((each) => [each.currency, { ...each, source: "ecb", at: new Date("2026-11-27T15:00:00Z") }]),
    ),
  );
});

test("a new day's rate is used from then on, and the old one stays", async () => {
  await fetchExchangeRates(at("2026-11-27"));
  await setRates({ day: "2026-11-30", rates: { USD: "1.25", CNY: "8.5" } });
  await fetchExchangeRates(at("2026-11-30"));
  expect([await rateOf("cny", "2026-11-30"), await rateOf("cny", "2026-11-28")]).toEqual(["6.80000000", "6.40000000"]);
});

test("a rate older than six days is not used", async () => {
  await fetchExchangeRates(at("2026-11-27"));
  expect([await rateOf("cny", "2026-12-02"), await rateOf("cny", "2026-12-04")]).toEqual(["6.40000000", undefined]);
});

test("a rate that moves by more than a fifth is left out, and the others of its list are taken", async () => {
  await fetchExchangeRates(at("2026-11-27"));
  await setRates({ day: "2026-11-30", rates: { USD: "1.25", CNY: "80", BRL: "7.2" } });
  expect(await fetchExchangeRates(at("2026-11-30"))).toBe(2);
  expect([await rateOf("cny", "2026-11-30"), await rateOf("brl", "2026-11-30")]).toEqual(["6.40000000", "5.76000000"]);
});

test.each(["error", "garbage", "endless"])("a list that is broken (%s) changes nothing", async (fault) => {
  await fetchExchangeRates(at("2026-11-27"));
  await setRates({ day: "2026-11-30", fault });
  await expect(fetchExchangeRates(at("2026-11-30"))).rejects.toThrow();
  expect(await rateOf("cny", "2026-11-30")).toBe("6.40000000");
});

test("a list of the future is refused", async () => {
  await expect(fetchExchangeRates(at("2026-11-26"))).rejects.toThrow("of the future");
});

test("what was published is never changed by a process", async () => {
  await fetchExchangeRates(at("2026-11-27"));
  await expect(postgres().query("UPDATE exchange_rate SET rate = '1'")).rejects.toThrow("permission denied");
  await expect(postgres().query("DELETE FROM exchange_rate")).rejects.toThrow("permission denied");
});

import { XMLParser } from "fast-xml-parser";
import { z } from "zod";
import { unitsOfDecimal } from "@/lib/basics/decimal";

/** Reference rates of one day: units of each currency for one US dollar, as exact decimal text. */
export type DayRates = { at: Date; perDollar: Map<string, string> };

/** The bank publishes about 16:00 Central European Time. The hour is written with the rate, not guessed from when it was fetched. */
const PUBLISHED_AT = "T15:00:00Z";
/** Places of a rate. A sum of 2,000 dollars changes by less than a thousandth of a unit with the next one. */
const PLACES = 8;

const rate = z.string().regex(/^\d{1,7}(\.\d{1,8})?$/);
const list = z.object({
  "gesmes:Envelope": z.object({
    Cube: z.object({
      Cube: z.object({
        time: z.iso.date(),
        Cube: z
          .array(z.object({ currency: z.string().regex(/^[A-Z]{3}$/), rate }))
          .min(1)
          .max(200),
      }),
    }),
  }),
});

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "", parseAttributeValue: false, processEntities: false });

/**
 * Reads the daily list of the European Central Bank, whose rates are units for one euro. Throws where the text is another one, or names
 * no dollar.
 */
export function readEcbRates(xml: string): DayRates {
  const { time, Cube: rates } = list.parse(parser.parse(xml))["gesmes:Envelope"].Cube.Cube;
  const perEuro = new Map([["eur", units("1")], ...rates.map((each): [string, bigint] => [each.currency.toLowerCase(), units(each.rate)])]);
  const dollar = perEuro.get("usd");
  if (!dollar) throw new Error("The list of the European Central Bank has no rate of the US dollar.");
  const perDollar = [...perEuro].filter(([currency, each]) => currency !== "usd" && each > 0n);
  return {
    at: new Date(`${time}${PUBLISHED_AT}`),
    perDollar: new Map(perDollar.map(([currency, each]) => [currency, textOf((each * 10n ** BigInt(PLACES) + dollar / 2n) / dollar)])),
  };
}

/** The schema has let through only decimals with so many places. */
function units(text: string): bigint {
  return unitsOfDecimal(text, PLACES) ?? 0n;
}

function textOf(rateUnits: bigint): string {
  const scale = 10n ** BigInt(PLACES);
  return `${rateUnits / scale}.${(rateUnits % scale).toString().padStart(PLACES, "0")}`;
}

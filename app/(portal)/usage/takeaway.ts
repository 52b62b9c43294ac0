import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { largestPlace, type PageUsage } from "@/app/(portal)/usage/read-usage";
import { moneyText } from "@/components/ui/money-display";
import { measured } from "@/components/usage/chart-series";
import type { TimeRange } from "@/components/usage/time-range";
import type { Measure } from "@/components/usage/usage-search";
import { cacheHitRate } from "@/lib/usage/add-up-usage";

/** The chart in one sentence. */
export async function takeawayOf(usage: PageUsage, measure: Measure, range: TimeRange, timeZone: string): Promise<string> {
  const [t, format, locale] = await Promise.all([getTranslations("usage.takeaway"), getFormatter(), getLocale()]);
  const largest = largestPlace(usage.chart, (sum) => measured(sum, measure));
  if (!largest) return t("nothing");
  const text = (value: bigint) =>
    measure === "spend" ? moneyText(value, "sum", locale) : format.number(value, { notation: "compact", maximumSignificantDigits: 3 });
  const place = range.isByHour
    ? format.dateTime(new Date(largest.at), { timeZone, month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" })
    : format.dateTime(new Date(`${largest.at}T00:00:00Z`), { timeZone: "UTC", month: "long", day: "numeric" });
  return t(measure, {
    sum: text(measured(usage.all, measure)),
    place,
    unit: range.isByHour ? "hour" : "day",
    most: text(largest.value),
    cached: format.number(cacheHitRate(usage.all.tokens) ?? 0, { style: "percent", maximumFractionDigits: 0 }),
    free: usage.all.freeRequests,
  });
}

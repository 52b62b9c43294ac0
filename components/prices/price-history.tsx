import Link from "next/link";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { dollars, INSTANT, priceHref } from "@/components/prices/price-text";
import { Badge } from "@/components/ui/badge";
import { classNames } from "@/components/ui/class-names";
import { EmptyState } from "@/components/ui/empty-state";
import { classPrice, fieldChanges } from "@/lib/pricing/price-change";
import type { DatedPrice, VersionState } from "@/lib/pricing/price-list";

const TONES: Record<VersionState, "positive" | "accent" | "neutral"> = {
  in_force: "positive",
  scheduled: "accent",
  replaced: "neutral",
  withdrawn: "neutral",
};
const DOTS: Record<VersionState, string> = {
  in_force: "border-positive bg-positive",
  scheduled: "border-accent bg-surface",
  replaced: "border-line-strong bg-line-strong",
  withdrawn: "border-line-strong bg-surface",
};

type PriceHistoryProps = {
  history: DatedPrice[];
  adminId: string /** The addresses of the publishers, by id. */;
  emails: Map<string, string>;
};

/** Every version of one price as a line of time, newest first. Nothing here can be edited: a correction is a new version. */
export function PriceHistory({ history, adminId, emails }: PriceHistoryProps) {
  const t = useTranslations("prices.history");
  if (history.length === 0)
    return (
      <section className="rounded-lg border bg-surface">
        <EmptyState title={t("empty")} />
      </section>
    );
  const publisher = ({ publishedBy }: DatedPrice) =>
    publishedBy === adminId ? t("byYou") : (publishedBy !== null && emails.get(publishedBy)) || t("byOther");
  return (
    <section className="rounded-lg border bg-surface p-4 sm:p-5">
      <ol aria-label={t("caption")} className="grid">
        {history.map((price, index) => (
          <li
            key={price.version}
            className={classNames(
              "relative grid gap-1 border-l pb-6 pl-5 text-small",
              index === history.length - 1 && "border-l-transparent pb-0!",
            )}
          >
            <span aria-hidden className={classNames("absolute top-1 -left-[5px] size-2.25 rounded-full border-2", DOTS[price.state])} />
            <Version
              price={price}
              previous={history.find(({ version }) => version === price.version - 1)}
              publisher={price.publishedBy === null ? null : publisher(price)}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

type VersionProps = {
  price: DatedPrice;
  previous: DatedPrice | undefined /** Null for a price that came with Relais. */;
  publisher: string | null;
};

function Version({ price, previous, publisher }: VersionProps) {
  const t = useTranslations("prices.history");
  const format = useFormatter();
  const instant = (date: Date) => format.dateTime(date, INSTANT);
  const from = instant(price.effectiveFrom);
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <span className="text-body font-semibold">{t("version", { version: price.version })}</span>
        <Badge tone={TONES[price.state]}>{t(`states.${price.state}`)}</Badge>
      </p>
      <p>
        {price.state === "withdrawn"
          ? t("withdrawn", { from })
          : price.until
            ? t("span", { from, until: instant(price.until) })
            : t("since", { from })}
      </p>
      <Changes price={price} previous={previous} />
      {price.note && <p className="border-l-2 pl-2 break-words">{price.note}</p>}
      <p className="flex flex-wrap gap-x-3 text-muted">
        <span>{publisher === null ? t("shipped") : t("published", { at: instant(price.publishedAt), who: publisher })}</span>
        <Link
          href={priceHref(price.modelId, price.kind, { from: String(price.version) })}
          prefetch={false}
          aria-label={t("startFromLabel", { version: price.version })}
          className="text-accent underline decoration-accent/40 underline-offset-4 hover:decoration-accent"
        >
          {t("startFrom")}
        </Link>
      </p>
    </>
  );
}

function Changes({ price, previous }: { price: DatedPrice; previous: DatedPrice | undefined }) {
  const t = useTranslations("prices");
  const locale = useLocale();
  if (!previous) {
    const [input, output] = (["input", "output"] as const).map((each) => dollars(classPrice(price, each, false) ?? "0", locale));
    return <p className="figure">{t("history.first", { input: input ?? "", output: output ?? "" })}</p>;
  }
  const changes = fieldChanges(previous, price);
  if (changes.length === 0) return <p>{t("history.nothingChanged")}</p>;
  return (
    <dl className="flex flex-wrap gap-x-4 gap-y-0.5">
      {changes.map(({ field, before, after }) => (
        <div key={field} className="flex gap-1.5">
          <dt className="text-muted">{t(`fields.${field}`)}</dt>
          <dd className="figure">{t("changes.move", { before: before || t("changes.none"), after: after || t("changes.none") })}</dd>
        </div>
      ))}
    </dl>
  );
}

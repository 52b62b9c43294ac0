import { useFormatter, useLocale, useTranslations } from "next-intl";
import { MarginText } from "@/components/prices/margin-text";
import { DAY } from "@/components/prices/price-text";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Count } from "@/components/ui/count";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Money } from "@/components/ui/money";
import { moneyText } from "@/components/ui/money-display";
import { Stat, StatStrip } from "@/components/ui/stat";
import type { TableColumn } from "@/components/ui/table-column";
import { TOKEN_CLASSES, type TokenClass } from "@/lib/basics/tokens";
import type { Rates } from "@/lib/pricing/price";
import { marginPerMille } from "@/lib/pricing/price-change";
import type { PricedModel } from "@/lib/pricing/price-list";
import { tokensNano, type UsedTokens } from "@/lib/pricing/tokens-nano";
import type { ModelCustomer, ModelWeek } from "@/lib/usage/read-model-week";

type PriceImpactProps = { listed: PricedModel; week: ModelWeek; customers: ModelCustomer[] };

/** Who a price of this model concerns: the tokens of the last week, what they cost, and the workspaces that used most of them. */
export function PriceImpact({ listed, week, customers }: PriceImpactProps) {
  const t = useTranslations("prices");
  const format = useFormatter();
  const locale = useLocale();
  const sum = (rates: Rates) => moneyText(tokensNano(week, rates), "sum", locale);
  if (week.requests === 0)
    return (
      <section className="rounded-lg border bg-surface">
        <EmptyState title={t("impact.none")} />
      </section>
    );
  return (
    <div className="grid min-w-0 gap-4">
      <StatStrip>
        <Stat label={t("week.workspaces")} value={<Count value={week.workspaces} />} />
        <Stat label={t("week.keys")} value={<Count value={week.keys} />} />
        <Stat label={t("week.calls")} value={<Count value={week.requests} />} />
        <Stat label={t("impact.charged")} value={<Money amountNano={week.chargeNano} kind="sum" />} note={t("impact.chargedNote")} />
      </StatStrip>
      {listed.sale.scheduled.map((price) => (
        <Callout key={price.version}>
          {t("impact.scheduled", {
            version: price.version,
            date: format.dateTime(price.effectiveFrom, DAY),
            next: sum(price),
            now: listed.sale.inForce ? sum(listed.sale.inForce) : t("changes.none"),
          })}
        </Callout>
      ))}
      <Card title={t("impact.caption")} description={t("impact.since", { from: format.dateTime(week.since, DAY) })} isFlush>
        <TokenTable listed={listed} week={week} />
      </Card>
      <Card title={t("impact.customers")} isFlush>
        <CustomerTable customers={customers} />
      </Card>
    </div>
  );
}

/** What one class of the tokens is, with no others and no searches. */
function only(week: UsedTokens, tokenClass: TokenClass): UsedTokens {
  return {
    tokens: { input: 0n, cacheWrite5m: 0n, cacheWrite1h: 0n, cacheRead: 0n, output: 0n, [tokenClass]: week.tokens[tokenClass] },
    webSearches: 0n,
  };
}

function TokenTable({ listed, week }: Pick<PriceImpactProps, "listed" | "week">) {
  const t = useTranslations("prices");
  const [sale, upstream] = [listed.sale.inForce, listed.upstream.inForce];
  const cost = (rates: Rates | null, used: UsedTokens) =>
    rates ? <Money amountNano={tokensNano(used, rates)} kind="sum" /> : t("inForce.none");
  const columns: TableColumn<TokenClass>[] = [
    { id: "class", name: t("inForce.token"), inList: "title", cell: (each) => t(`classes.${each}`) },
    {
      id: "tokens",
      name: t("impact.tokens"),
      isNumeric: true,
      inList: "meta",
      isNamedInList: true,
      // Words and a title: more tokens than a number holds exactly lose only digits that are not shown.
      cell: (each) => <Count value={Number(week.tokens[each])} />,
    },
    {
      id: "sale",
      name: t("impact.atSale"),
      isNumeric: true,
      inList: "value",
      cell: (each) => cost(sale, only(week, each)),
      foot: cost(sale, week),
    },
    {
      id: "upstream",
      name: t("impact.atUpstream"),
      isNumeric: true,
      inList: "meta",
      isNamedInList: true,
      cell: (each) => cost(upstream, only(week, each)),
      foot: cost(upstream, week),
    },
    {
      id: "margin",
      name: t("impact.margin"),
      isNumeric: true,
      showFrom: "md",
      cell: (each) => <MarginText perMille={marginPerMille(sale, upstream, each, false)} />,
    },
  ];
  return <DataTable caption={t("impact.caption")} columns={columns} rows={TOKEN_CLASSES} rowId={(each) => each} />;
}

function CustomerTable({ customers }: { customers: ModelCustomer[] }) {
  const t = useTranslations("prices");
  const columns: TableColumn<ModelCustomer>[] = [
    { id: "name", name: t("impact.workspace"), inList: "title", cell: ({ name }) => <bdi className="break-words">{name}</bdi> },
    {
      id: "calls",
      name: t("week.calls"),
      isNumeric: true,
      inList: "meta",
      isNamedInList: true,
      cell: ({ requests }) => <Count value={requests} />,
    },
    { id: "keys", name: t("week.keys"), isNumeric: true, inList: "meta", isNamedInList: true, cell: ({ keys }) => <Count value={keys} /> },
    {
      id: "charged",
      name: t("impact.charged"),
      isNumeric: true,
      inList: "value",
      cell: ({ chargeNano }) => <Money amountNano={chargeNano} kind="sum" />,
    },
  ];
  return <DataTable caption={t("impact.customers")} columns={columns} rows={customers} rowId={({ workspaceId }) => workspaceId} />;
}

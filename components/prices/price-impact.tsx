import { useFormatter, useLocale, useTranslations } from "next-intl";
import { MarginText } from "@/components/prices/margin-text";
import { DAY } from "@/components/prices/price-text";
import { Card } from "@/components/ui/card";
import { Count } from "@/components/ui/count";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { KeyValue } from "@/components/ui/key-value";
import { Money } from "@/components/ui/money";
import { moneyText } from "@/components/ui/money-display";
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
  const t = useTranslations("prices.impact");
  const format = useFormatter();
  if (week.requests === 0)
    return (
      <section className="rounded-lg border bg-surface">
        <EmptyState title={t("none")} />
      </section>
    );
  return (
    <div className="grid items-start gap-6 md:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="grid min-w-0 gap-6">
        <Card title={t("caption")} description={t("since", { from: format.dateTime(week.since, DAY) })} isFlush>
          <TokenTable listed={listed} week={week} />
        </Card>
        <Card title={t("customers")} isFlush>
          <CustomerTable customers={customers} />
        </Card>
      </div>
      <Facts listed={listed} week={week} />
    </div>
  );
}

function Facts({ listed, week }: Pick<PriceImpactProps, "listed" | "week">) {
  const t = useTranslations("prices");
  const format = useFormatter();
  const locale = useLocale();
  const { inForce, scheduled } = listed.sale;
  const sum = (rates: Rates) => moneyText(tokensNano(week, rates), "sum", locale);
  return (
    <section className="grid gap-2 rounded-lg border bg-surface p-4">
      <h2 className="text-h2">{t("week.title")}</h2>
      <KeyValue
        pairs={[
          { name: t("week.workspaces"), value: <Count value={week.workspaces} /> },
          { name: t("week.keys"), value: <Count value={week.keys} /> },
          { name: t("week.calls"), value: <Count value={week.requests} /> },
          { name: t("impact.charged"), value: <Money amountNano={week.chargeNano} kind="sum" /> },
          ...scheduled.map((price) => ({
            name: t("impact.scheduled", { version: price.version, date: format.dateTime(price.effectiveFrom, DAY) }),
            value: inForce ? t("impact.scheduledSum", { next: sum(price), now: sum(inForce) }) : sum(price),
          })),
        ]}
      />
      <p className="text-caption text-muted">{t("impact.chargedNote")}</p>
    </section>
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

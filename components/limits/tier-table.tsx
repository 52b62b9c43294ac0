import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Count } from "@/components/ui/count";
import { DataTable } from "@/components/ui/data-table";
import { Money } from "@/components/ui/money";
import type { TableColumn } from "@/components/ui/table-column";
import type { ListedTier } from "@/lib/tiers/change-tier";

type TierTableProps = {
  tiers: ListedTier[];
  /** Workspaces in each tier. */
  counts: Map<string, number>;
  nameOf: (id: string) => string;
};

const COUNTS = ["requestsPerMinute", "tokensPerMinute", "concurrentCalls"] as const;

/** The usage tiers, the lowest first. */
export function TierTable({ tiers, counts, nameOf }: TierTableProps) {
  const t = useTranslations("limits");
  const format = useFormatter();
  const dollars = (nano: bigint | null, none: string) => (nano === null ? none : <Money amountNano={nano} kind="exact" />);
  const named = { isNumeric: true, inList: "meta", isNamedInList: true } as const;
  const columns: TableColumn<ListedTier>[] = [
    { id: "tier", name: t("tier"), inList: "title", cell: ({ id }) => nameOf(id) },
    { ...named, id: "topup", name: t("fields.topup"), cell: ({ topupNano }) => dollars(topupNano, t("byHand")) },
    ...COUNTS.map((field) => ({
      ...named,
      id: field,
      ...(field !== "requestsPerMinute" && { showFrom: "md" as const }),
      name: t(`fields.${field}`),
      cell: (tier: ListedTier) => (tier[field] === null ? t("none") : format.number(tier[field])),
    })),
    { ...named, id: "monthCap", name: t("fields.monthCap"), cell: ({ monthCapNano }) => dollars(monthCapNano, t("none")) },
    { ...named, id: "workspaces", name: t("workspaces"), cell: ({ id }) => <Count value={counts.get(id) ?? 0} /> },
  ];
  return (
    <DataTable
      caption={t("caption")}
      columns={columns}
      rows={tiers}
      rowId={({ id }) => id}
      rowMenu={({ id }) => (
        <Button asChild look="ghost" size="small">
          <Link
            href={`/admin/limits?edit=${encodeURIComponent(id)}#edit`}
            scroll={false}
            aria-label={t("edit.title", { name: nameOf(id) })}
          >
            {t("edit.open")}
          </Link>
        </Button>
      )}
    />
  );
}

import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Money } from "@/components/ui/money";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { ListedTier } from "@/lib/tiers/change-tier";

type TierTableProps = {
  tiers: ListedTier[];
  nameOf: (tier: ListedTier) => string;
  /** `describedBy` is the id of the cell that names the tier. */
  actions: (tier: ListedTier, describedBy: string) => ReactNode;
};

const COUNTS = ["requestsPerMinute", "tokensPerMinute", "concurrentCalls"] as const;

/** The usage tiers, the lowest first. */
export function TierTable({ tiers, nameOf, actions }: TierTableProps) {
  const t = useTranslations("limits");
  const format = useFormatter();
  const dollars = (nano: bigint | null, none: string) => (nano === null ? none : <Money amountNano={nano} kind="exact" />);
  return (
    <Table caption={t("caption")}>
      <TableHead>
        <ColumnHeader>{t("tier")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("fields.topup")}</ColumnHeader>
        {COUNTS.map((field) => (
          <ColumnHeader key={field} isNumeric>
            {t(`fields.${field}`)}
          </ColumnHeader>
        ))}
        <ColumnHeader isNumeric>{t("fields.monthCap")}</ColumnHeader>
        <ColumnHeader className="text-right">
          <span className="sr-only">{t("actions")}</span>
        </ColumnHeader>
      </TableHead>
      <TableBody>
        {tiers.map((tier) => (
          <TableRow key={tier.id}>
            <RowHeader id={`tier-${tier.id}`} label={t("tier")}>
              {nameOf(tier)}
            </RowHeader>
            <Cell isNumeric label={t("fields.topup")}>
              {dollars(tier.topupNano, t("byHand"))}
            </Cell>
            {COUNTS.map((field) => (
              <Cell key={field} isNumeric label={t(`fields.${field}`)}>
                {tier[field] === null ? t("none") : format.number(tier[field])}
              </Cell>
            ))}
            <Cell isNumeric label={t("fields.monthCap")}>
              {dollars(tier.monthCapNano, t("none"))}
            </Cell>
            <Cell className="sm:py-1.5">
              <div className="flex justify-end max-sm:w-full">{actions(tier, `tier-${tier.id}`)}</div>
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

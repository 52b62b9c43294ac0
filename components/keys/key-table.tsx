import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { KeyBudget } from "@/components/keys/key-budget";
import { isUnrestricted, KeyRestrictions } from "@/components/keys/key-restrictions";
import { Moment } from "@/components/ui/moment";
import { Money } from "@/components/ui/money";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { KeyLimits } from "@/lib/keys/key-limits";
import type { KeyBudget as Budget } from "@/lib/tiers/read-spend";

export type TableKey = {
  id: string;
  name: string;
  prefix: string;
  lastFour: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  /** Older secrets that still work. */
  retiring?: { lastFour: string; worksUntil: Date }[];
  /** Absent for a kind of key that has none. */
  limits?: KeyLimits;
};

type KeyTableProps = {
  caption: string;
  keys: TableKey[];
  timeZone: string;
  /** The actions of live keys. `describedBy` is the id of the cell that names the key. */
  actions?: (key: TableKey, describedBy: string) => ReactNode;
  /** The budgets of live keys, by their ids. With it the limits have columns of their own. */
  budgets?: Map<string, Budget>;
  /** What each key has spent this month, by its id. */
  spent?: Map<string, bigint>;
};

const PLAIN = ["name", "secret", "created", "lastUsed"] as const;
const LIMITED = ["name", "secret", "spent", "budget", "restrictions", "lastUsed"] as const;

/** Keys by name, with the visible part of their secrets. */
export function KeyTable({ caption, keys, timeZone, actions, budgets, spent }: KeyTableProps) {
  const t = useTranslations("keys.table");
  const format = useFormatter();
  const last = actions ? "actions" : "revoked";
  return (
    <Table caption={caption}>
      <TableHead>
        {(budgets ? LIMITED : PLAIN).map((column) => (
          <ColumnHeader key={column} isNumeric={column === "spent"}>
            {t(column)}
          </ColumnHeader>
        ))}
        <ColumnHeader className={actions && "text-right"}>{actions ? <span className="sr-only">{t(last)}</span> : t(last)}</ColumnHeader>
      </TableHead>
      <TableBody>
        {keys.map((key) => (
          <TableRow key={key.id}>
            <RowHeader id={`key-${key.id}`} label={t("name")} className="break-words sm:max-w-64">
              {budgets ? (
                <Link href={`/keys/${key.id}`} className="hover:underline">
                  <bdi>{key.name}</bdi>
                </Link>
              ) : (
                <bdi>{key.name}</bdi>
              )}
              {budgets && (
                <span className="block text-caption text-muted">
                  {t("createdOn", { day: format.dateTime(key.createdAt, { dateStyle: "medium", timeZone }) })}
                </span>
              )}
            </RowHeader>
            <Cell label={t("secret")} className="font-mono text-small">
              <span className="block">
                {key.prefix}…{key.lastFour}
                {key.retiring?.map(({ lastFour, worksUntil }) => (
                  <span key={lastFour} className="block font-sans text-caption text-muted">
                    {t("retiring", { lastFour, until: format.dateTime(worksUntil, { dateStyle: "medium", timeStyle: "short", timeZone }) })}
                  </span>
                ))}
              </span>
            </Cell>
            {budgets && (
              <Cell label={t("spent")} isNumeric>
                <Money amountNano={spent?.get(key.id) ?? 0n} kind="sum" />
              </Cell>
            )}
            {budgets ? (
              <Limits limits={key.limits} budget={budgets.get(key.id)} timeZone={timeZone} />
            ) : (
              <Cell label={t("created")}>
                <Day date={key.createdAt} timeZone={timeZone} />
              </Cell>
            )}
            <Cell label={t("lastUsed")}>{key.lastUsedAt ? <Moment at={key.lastUsedAt} timeZone={timeZone} /> : t("never")}</Cell>
            {actions ? (
              <Cell className="sm:py-1.5">
                <div className="flex items-center justify-end gap-1 max-sm:w-full">{actions(key, `key-${key.id}`)}</div>
              </Cell>
            ) : (
              <Cell label={t("revoked")}>{key.revokedAt && <Day date={key.revokedAt} timeZone={timeZone} />}</Cell>
            )}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Limits({ limits, budget, timeZone }: { limits: KeyLimits | undefined; budget: Budget | undefined; timeZone: string }) {
  const t = useTranslations("keys");
  return (
    <>
      <Cell label={t("table.budget")}>
        {budget ? <KeyBudget budget={budget} timeZone={timeZone} /> : <span className="text-muted">{t("budget.none")}</span>}
      </Cell>
      <Cell label={t("table.restrictions")}>
        {limits && !isUnrestricted(limits) ? (
          <KeyRestrictions limits={limits} timeZone={timeZone} />
        ) : (
          <span className="text-muted">{t("restrictions.none")}</span>
        )}
      </Cell>
    </>
  );
}

type MomentProps = { date: Date; timeZone: string };

function Day({ date, timeZone }: MomentProps) {
  const format = useFormatter();
  return <time dateTime={date.toISOString()}>{format.dateTime(date, { dateStyle: "medium", timeZone })}</time>;
}

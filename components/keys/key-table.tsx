import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { KeyBudget } from "@/components/keys/key-budget";
import { isUnrestricted, KeyRestrictions } from "@/components/keys/key-restrictions";
import { DataTable } from "@/components/ui/data-table";
import { Moment } from "@/components/ui/moment";
import { Money } from "@/components/ui/money";
import type { TableColumn } from "@/components/ui/table-column";
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

/** Keys by name, with the visible part of their secrets. */
export function KeyTable({ caption, keys, timeZone, actions, budgets, spent }: KeyTableProps) {
  const columns = useColumns({ timeZone, budgets, spent, hasActions: actions !== undefined });
  return (
    <>
      <DataTable
        caption={caption}
        columns={columns}
        rows={keys}
        rowId={({ id }) => id}
        {...(actions && {
          rowMenu: (key: TableKey) => <span className="flex items-center justify-end gap-1">{actions(key, `key-${key.id}`)}</span>,
        })}
      />
      {/* Each name once for the buttons of its row, which the table has twice, and after it: the first such text of the page can be seen. */}
      <div hidden>
        {keys.map(({ id, name }) => (
          <span key={id} id={`key-${id}`}>
            {name}
          </span>
        ))}
      </div>
    </>
  );
}

type ColumnsOf = Pick<KeyTableProps, "timeZone" | "budgets" | "spent"> & { hasActions: boolean };

function useColumns({ timeZone, budgets, spent, hasActions }: ColumnsOf): TableColumn<TableKey>[] {
  const t = useTranslations("keys");
  const format = useFormatter();
  const day = (date: Date) => format.dateTime(date, { dateStyle: "medium", timeZone });
  const lastUsed: TableColumn<TableKey> = {
    id: "lastUsed",
    name: t("table.lastUsed"),
    inList: "meta",
    isNamedInList: true,
    cell: ({ lastUsedAt }) => (lastUsedAt ? <Moment at={lastUsedAt} timeZone={timeZone} /> : t("table.never")),
  };
  const revoked: TableColumn<TableKey> = {
    id: "revoked",
    name: t("table.revoked"),
    inList: "meta",
    isNamedInList: true,
    cell: ({ revokedAt }) => revokedAt && <time dateTime={revokedAt.toISOString()}>{day(revokedAt)}</time>,
  };
  const created: TableColumn<TableKey> = {
    id: "created",
    name: t("table.created"),
    inList: "meta",
    isNamedInList: true,
    cell: ({ createdAt }) => <time dateTime={createdAt.toISOString()}>{day(createdAt)}</time>,
  };
  return [
    {
      id: "name",
      name: t("table.name"),
      inList: "title",
      className: "break-words sm:max-w-64",
      cell: ({ id, name, createdAt }) =>
        budgets ? (
          <>
            <Link href={`/keys/${id}`} className="hover:underline">
              <bdi>{name}</bdi>
            </Link>
            <span className="block text-caption font-normal text-muted">{t("table.createdOn", { day: day(createdAt) })}</span>
          </>
        ) : (
          <bdi>{name}</bdi>
        ),
    },
    {
      id: "secret",
      name: t("table.secret"),
      inList: "meta",
      cell: ({ prefix, lastFour, retiring }) => (
        <span className="font-mono">
          {prefix}…{lastFour}
          {retiring?.map((secret) => (
            <span key={secret.lastFour} className="block font-sans text-caption text-muted">
              {t("table.retiring", {
                lastFour: secret.lastFour,
                until: format.dateTime(secret.worksUntil, { dateStyle: "medium", timeStyle: "short", timeZone }),
              })}
            </span>
          ))}
        </span>
      ),
    },
    ...(budgets ? limitColumns() : [created]),
    lastUsed,
    ...(hasActions ? [] : [revoked]),
  ];

  function limitColumns(): TableColumn<TableKey>[] {
    return [
      {
        id: "spent",
        name: t("table.spent"),
        isNumeric: true,
        inList: "value",
        cell: ({ id }) => <Money amountNano={spent?.get(id) ?? 0n} kind="sum" />,
      },
      {
        id: "budget",
        name: t("table.budget"),
        inList: "meta",
        cell: ({ id }) => {
          const budget = budgets?.get(id);
          return budget ? <KeyBudget budget={budget} timeZone={timeZone} /> : <span className="text-muted">{t("budget.none")}</span>;
        },
      },
      {
        id: "restrictions",
        name: t("table.restrictions"),
        inList: "meta",
        cell: ({ limits }) =>
          limits && !isUnrestricted(limits) ? (
            <KeyRestrictions limits={limits} timeZone={timeZone} />
          ) : (
            <span className="text-muted">{t("restrictions.none")}</span>
          ),
      },
    ];
  }
}

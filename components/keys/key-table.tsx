import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Moment } from "@/components/ui/moment";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";

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
};

type KeyTableProps = {
  caption: string;
  keys: TableKey[];
  timeZone: string;
  /** The actions of live keys. `describedBy` is the id of the cell that names the key. */
  actions?: (key: TableKey, describedBy: string) => ReactNode;
};

/** Keys by name, with the visible part of their secrets. */
export function KeyTable({ caption, keys, timeZone, actions }: KeyTableProps) {
  const t = useTranslations("keys.table");
  const format = useFormatter();
  const last = actions ? "actions" : "revoked";
  return (
    <Table caption={caption}>
      <TableHead>
        {(["name", "secret", "created", "lastUsed"] as const).map((column) => (
          <ColumnHeader key={column}>{t(column)}</ColumnHeader>
        ))}
        <ColumnHeader className={actions && "text-right"}>{actions ? <span className="sr-only">{t(last)}</span> : t(last)}</ColumnHeader>
      </TableHead>
      <TableBody>
        {keys.map((key) => (
          <TableRow key={key.id}>
            <RowHeader id={`key-${key.id}`} label={t("name")} className="break-words sm:max-w-64">
              {key.name}
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
            <Cell label={t("created")}>
              <Day date={key.createdAt} timeZone={timeZone} />
            </Cell>
            <Cell label={t("lastUsed")}>{key.lastUsedAt ? <Moment at={key.lastUsedAt} timeZone={timeZone} /> : t("never")}</Cell>
            {actions ? (
              <Cell className="sm:py-1.5">
                <div className="flex flex-wrap justify-end gap-1 max-sm:w-full">{actions(key, `key-${key.id}`)}</div>
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

type MomentProps = { date: Date; timeZone: string };

function Day({ date, timeZone }: MomentProps) {
  const format = useFormatter();
  return <time dateTime={date.toISOString()}>{format.dateTime(date, { dateStyle: "medium", timeZone })}</time>;
}

import { useTranslations } from "next-intl";
import { useCallColumns } from "@/components/calls/call-columns";
import { DataTable } from "@/components/ui/data-table";
import type { FinishedCall } from "@/lib/usage/call";

type CallsTableProps = {
  calls: readonly FinishedCall[];
  timeZone: string;
  /** Names by id; an id without a name is shown itself. */
  keyNames: Readonly<Record<string, string>>;
  modelNames?: Readonly<Record<string, string>>;
};

/** Some finished calls, each with a link to its receipt. */
export function CallsTable({ calls, ...names }: CallsTableProps) {
  const t = useTranslations("calls");
  const columns = useCallColumns(names);
  return (
    <DataTable caption={t("list.caption")} columns={columns} rows={calls} rowId={({ id }) => id} rowHref={({ id }) => `/calls/${id}`} />
  );
}

import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { Moment } from "@/components/ui/moment";
import { StatusDot } from "@/components/ui/status-dot";
import type { TableColumn } from "@/components/ui/table-column";
import type { NewestPerson } from "@/lib/auth/users";

/** Who signed up last. */
export function NewestPeople({ people, now }: { people: NewestPerson[]; now: Date }) {
  const t = useTranslations("admin.people");
  const columns: TableColumn<NewestPerson>[] = [
    {
      id: "email",
      name: t("email"),
      inList: "title",
      className: "max-w-40 truncate",
      cell: ({ email, isVerified }) => (
        <span className="inline-flex max-w-full items-center gap-1.5">
          <span className="min-w-0 truncate" title={email}>
            {email}
          </span>
          {!isVerified && (
            <StatusDot tone="warning" title={t("unverified")}>
              {t("unverified")}
            </StatusDot>
          )}
        </span>
      ),
    },
    {
      id: "since",
      name: t("since"),
      isNumeric: true,
      inList: "value",
      cell: ({ createdAt }) => <Moment at={createdAt} timeZone="UTC" now={now} />,
    },
  ];
  return (
    <Card title={t("title")} isFlush>
      <DataTable caption={t("title")} columns={columns} rows={people} rowId={({ id }) => id} isDense />
    </Card>
  );
}

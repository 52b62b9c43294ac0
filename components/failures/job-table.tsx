import { useFormatter, useTranslations } from "next-intl";
import { FailureButton } from "@/components/failures/failure-button";
import type { FailureAction } from "@/components/failures/failure-state";
import { LastError } from "@/components/failures/last-error";
import { Badge } from "@/components/ui/badge";
import { DataTable } from "@/components/ui/data-table";
import { Moment } from "@/components/ui/moment";
import type { TableColumn } from "@/components/ui/table-column";
import type { FailedJob } from "@/lib/failures/failed-jobs";

type JobTableProps = { jobs: FailedJob[]; timeZone: string; action: FailureAction };

/** Jobs without further retries, and rounds whose last run failed. */
export function JobTable({ jobs, timeZone, action }: JobTableProps) {
  const t = useTranslations("failures.jobs");
  const format = useFormatter();
  const columns: TableColumn<FailedJob>[] = [
    {
      id: "job",
      name: t("job"),
      inList: "title",
      cell: ({ task, about, isRound }) => (
        <>
          {t.has(`names.${task}` as "names.stripe-event") ? t(`names.${task}` as "names.stripe-event") : task}{" "}
          {isRound && <Badge>{t("round")}</Badge>}
          {about && <span className="block font-mono text-caption font-normal break-all text-muted">{about}</span>}
        </>
      ),
    },
    { id: "failed", name: t("failed"), inList: "meta", cell: ({ failedAt }) => <Moment at={failedAt} timeZone={timeZone} /> },
    {
      id: "tries",
      name: t("tries"),
      isNumeric: true,
      inList: "meta",
      isNamedInList: true,
      showFrom: "md",
      cell: ({ attempts }) => format.number(attempts),
    },
    { id: "error", name: t("error"), inList: "meta", cell: ({ lastError }) => <LastError text={lastError ?? t("died")} /> },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={jobs}
      rowId={({ id }) => id}
      rowMenu={({ id, isRound }) => (
        <span className="flex flex-wrap justify-end gap-2">
          <FailureButton what={isRound ? "runRound" : "retryJob"} fields={{ id }} action={action} />
          {!isRound && <FailureButton what="giveUpJob" fields={{ id }} action={action} />}
        </span>
      )}
    />
  );
}

import { useFormatter, useTranslations } from "next-intl";
import { FailureButton } from "@/components/failures/failure-button";
import type { FailureAction } from "@/components/failures/failure-state";
import { LastError } from "@/components/failures/last-error";
import { Badge } from "@/components/ui/badge";
import { Moment } from "@/components/ui/moment";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { FailedJob } from "@/lib/failures/failed-jobs";

type JobTableProps = { jobs: FailedJob[]; timeZone: string; action: FailureAction };

/** Jobs without further retries, and rounds whose last run failed. */
export function JobTable({ jobs, timeZone, action }: JobTableProps) {
  const t = useTranslations("failures.jobs");
  const format = useFormatter();
  return (
    <Table caption={t("title")} isWide>
      <TableHead>
        <ColumnHeader>{t("failed")}</ColumnHeader>
        <ColumnHeader>{t("job")}</ColumnHeader>
        <ColumnHeader isNumeric>{t("tries")}</ColumnHeader>
        <ColumnHeader>{t("error")}</ColumnHeader>
        <ColumnHeader className="text-right">
          <span className="sr-only">{t("actions")}</span>
        </ColumnHeader>
      </TableHead>
      <TableBody>
        {jobs.map(({ id, task, about, attempts, lastError, failedAt, isRound }) => (
          <TableRow key={id}>
            <RowHeader id={`job-${id}`} label={t("failed")}>
              <Moment at={failedAt} timeZone={timeZone} />
            </RowHeader>
            <Cell label={t("job")} className="whole">
              <p>
                {t.has(`names.${task}` as "names.stripe-event") ? t(`names.${task}` as "names.stripe-event") : task}{" "}
                {isRound && <Badge>{t("round")}</Badge>}
              </p>
              {about && <p className="break-all font-mono text-muted text-caption">{about}</p>}
            </Cell>
            <Cell isNumeric label={t("tries")}>
              {format.number(attempts)}
            </Cell>
            <Cell label={t("error")} className="whole">
              <LastError text={lastError ?? t("died")} />
            </Cell>
            <Cell className="whole sm:py-1.5">
              <div className="flex flex-wrap gap-2 @4xl:justify-end">
                <FailureButton what={isRound ? "runRound" : "retryJob"} fields={{ id }} describedBy={`job-${id}`} action={action} />
                {!isRound && <FailureButton what="giveUpJob" fields={{ id }} describedBy={`job-${id}`} action={action} />}
              </div>
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

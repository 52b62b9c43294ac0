import { useFormatter, useTranslations } from "next-intl";
import type { VoidState } from "@/components/codes/batch-state";
import { VoidBatch } from "@/components/codes/void-batch";
import { DataTable } from "@/components/ui/data-table";
import { Money } from "@/components/ui/money";
import { StatusDot } from "@/components/ui/status-dot";
import type { TableColumn } from "@/components/ui/table-column";
import type { BatchLine } from "@/lib/codes/list-code-batches";

type BatchTableProps = { batches: BatchLine[]; timeZone: string; now: Date; voidBatch: (form: FormData) => Promise<VoidState> };

const TONES = { open: "positive", used: "quiet", ended: "quiet", voided: "danger" } as const;

/** All batches, with what is left of each. */
export function BatchTable({ batches, timeZone, now, voidBatch }: BatchTableProps) {
  const t = useTranslations("codes.list");
  const format = useFormatter();
  const audience = useTranslations("codes.make.audiences");
  const columns: TableColumn<BatchLine>[] = [
    { id: "name", name: t("name"), cell: ({ name }) => <bdi>{name}</bdi>, inList: "title" },
    {
      id: "state",
      name: t("state"),
      cell: (batch) => <StatusDot tone={TONES[stateOf(batch, now)]}>{t(`states.${stateOf(batch, now)}`)}</StatusDot>,
      inList: "meta",
    },
    { id: "kind", name: t("kind"), cell: ({ kind }) => t(`kinds.${kind}`), inList: "meta", showFrom: "md" },
    { id: "forWhom", name: t("forWhom"), cell: ({ forWhom, forEmail }) => forEmail ?? audience(forWhom), showFrom: "lg" },
    {
      id: "lasts",
      name: t("lasts"),
      cell: ({ creditDays }) => (creditDays ? t("days", { count: creditDays }) : t("forever")),
      showFrom: "xl",
    },
    {
      id: "until",
      name: t("until"),
      cell: ({ redeemUntil }) =>
        redeemUntil ? format.dateTime(new Date(redeemUntil.getTime() - 1), { timeZone, dateStyle: "medium" }) : t("noEnd"),
      showFrom: "lg",
    },
    {
      id: "amount",
      name: t("amount"),
      isNumeric: true,
      cell: ({ amountNano }) => <Money amountNano={amountNano} kind="sum" />,
      inList: "value",
    },
    {
      id: "redeemed",
      name: t("redeemed"),
      isNumeric: true,
      cell: ({ codeCount, usesPerCode, usesLeft }) => {
        const all = codeCount * usesPerCode;
        return t("redeemedOf", { used: format.number(all - usesLeft), all: format.number(all) });
      },
      inList: "meta",
      isNamedInList: true,
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={batches}
      rowId={({ id }) => id}
      rowMenu={(batch) =>
        stateOf(batch, now) === "open" && <VoidBatch batchId={batch.id} name={batch.name} left={batch.usesLeft} action={voidBatch} />
      }
    />
  );
}

function stateOf({ voidedAt, usesLeft, redeemUntil }: BatchLine, now: Date): keyof typeof TONES {
  if (voidedAt) return "voided";
  if (usesLeft === 0) return "used";
  return redeemUntil && redeemUntil <= now ? "ended" : "open";
}

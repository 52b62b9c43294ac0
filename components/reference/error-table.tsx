import { useTranslations } from "next-intl";
import { DataTable } from "@/components/ui/data-table";
import type { TableColumn } from "@/components/ui/table-column";
import type { ErrorLine } from "@/lib/openapi/reference";

/** Every refusal, as either family of clients reads it. */
export function ErrorTable({ lines }: { lines: ErrorLine[] }) {
  const t = useTranslations("reference.errors");
  const code = { inList: "meta", isNamedInList: true, className: "font-mono break-words" } as const;
  const columns: TableColumn<ErrorLine>[] = [
    {
      id: "meaning",
      name: t("meaning"),
      inList: "title",
      cell: ({ meaning }) => <span className="font-normal">{meaning.replaceAll("`", "")}</span>,
    },
    { ...code, id: "openai", name: t("openai"), cell: ({ openai }) => `${openai.status} ${openai.code}` },
    { ...code, id: "anthropic", name: t("anthropic"), cell: ({ anthropic }) => `${anthropic.status} ${anthropic.type}` },
  ];
  return <DataTable caption={t("title")} columns={columns} rows={lines} rowId={(line) => line.code} />;
}

import { useTranslations } from "next-intl";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { ErrorLine } from "@/lib/openapi/reference";

/** Every refusal, as either family of clients reads it. */
export function ErrorTable({ lines }: { lines: ErrorLine[] }) {
  const t = useTranslations("reference.errors");
  return (
    <Table caption={t("title")}>
      <TableHead>
        {(["meaning", "openai", "anthropic"] as const).map((column) => (
          <ColumnHeader key={column}>{t(column)}</ColumnHeader>
        ))}
      </TableHead>
      <TableBody>
        {lines.map(({ code, meaning, openai, anthropic }) => (
          <TableRow key={code}>
            <RowHeader label={t("meaning")} className="font-normal">
              {meaning.replaceAll("`", "")}
            </RowHeader>
            <Cell label={t("openai")} className="font-mono text-small">
              {openai.status} {openai.code}
            </Cell>
            <Cell label={t("anthropic")} className="font-mono text-small">
              {anthropic.status} {anthropic.type}
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

import { Check, Columns3 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Disclosure } from "@/components/ui/disclosure";
import { isColumnShown, type TableColumn, type TableView, toggledWith } from "@/components/ui/table-column";

type ColumnChoiceProps<Row> = {
  columns: readonly TableColumn<Row>[];
  view: TableView;
  /** The address with these columns toggled; null for those shown at first. */
  href: (toggled: string | null) => string;
};

/** Which columns a table shows. Each choice is an address. */
export function ColumnChoice<Row>({ columns, view, href }: ColumnChoiceProps<Row>) {
  const t = useTranslations("controls.table");
  return (
    <Disclosure label={t("columns")} icon={<Columns3 aria-hidden />} isLasting>
      <ul className="grid gap-0.5">
        {columns
          .filter(({ isOptional }) => isOptional)
          .map((column) => {
            const isShown = isColumnShown(column, view);
            return (
              <li key={column.id}>
                <Link
                  href={href(toggledWith(view, column.id))}
                  replace
                  scroll={false}
                  className="flex items-center gap-2 rounded-sm px-2 py-1.5 hover:bg-hover"
                >
                  <Check aria-hidden className={isShown ? "size-4 text-accent" : "invisible size-4"} />
                  {column.name}
                  <span className="sr-only">{t(isShown ? "shown" : "hidden")}</span>
                </Link>
              </li>
            );
          })}
      </ul>
    </Disclosure>
  );
}

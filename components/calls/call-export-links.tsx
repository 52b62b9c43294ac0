import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { type CallSearch, callSearchHref, FIRST_PAGE } from "@/components/calls/call-search";
import { Disclosure } from "@/components/ui/disclosure";

const FORMATS = { csv: "exportCsv", jsonl: "exportJsonl" } as const;

/** The calls that match as a file. Plain links, since a file is no page. */
export function CallExportLinks({ search }: { search: CallSearch }) {
  const t = useTranslations("calls.list");
  const address = callSearchHref("/calls/export", { ...search, ...FIRST_PAGE, sort: null, columns: null });
  return (
    <Disclosure label={t("export")} icon={<Download aria-hidden />}>
      <ul className="grid gap-0.5">
        {Object.entries(FORMATS).map(([format, name]) => (
          <li key={format}>
            <a
              href={`${address}${address.includes("?") ? "&" : "?"}format=${format}`}
              download
              className="block rounded-sm px-2 py-1.5 hover:bg-hover"
            >
              {t(name)}
            </a>
          </li>
        ))}
      </ul>
      <p className="max-w-56 px-2 pt-1 text-caption font-normal text-muted">{t("exportNote")}</p>
    </Disclosure>
  );
}

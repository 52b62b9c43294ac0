import { useTranslations } from "next-intl";

/** The first stop of the Tab key. Every layout gives its `main` the id "content". */
export function SkipLink() {
  const t = useTranslations("shell");
  return (
    <a
      href="#content"
      className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-accent focus:px-4 focus:py-2 focus:text-on-accent"
    >
      {t("skipToContent")}
    </a>
  );
}

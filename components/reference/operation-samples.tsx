import { useTranslations } from "next-intl";
import { CodeTabs } from "@/components/ui/code-tabs";

type OperationSamplesProps = { name: string; id: string; samples: { lang: string; label: string; source: string }[] };

/** One operation as a person would type it in each language. */
export function OperationSamples({ name, id, samples }: OperationSamplesProps) {
  const t = useTranslations("reference");
  return (
    <CodeTabs
      id={id}
      label={t("language")}
      samples={samples.map(({ lang, label, source }) => {
        return { id: lang, name: label, code: source, label: t("sample", { name, language: label }) };
      })}
    />
  );
}

import { useTranslations } from "next-intl";
import { ColouredCode } from "@/components/reference/coloured-code";
import { CodeTabs } from "@/components/ui/code-tabs";
import type { Piece } from "@/lib/openapi/reference";

type OperationSamplesProps = {
  name: string;
  id: string;
  samples: { lang: string; label: string; source: string }[];
  coloured: Record<string, Piece[]>;
};

/** One operation as a person would type it in each language. */
export function OperationSamples({ name, id, samples, coloured }: OperationSamplesProps) {
  const t = useTranslations("reference");
  return (
    <CodeTabs
      id={id}
      label={t("language")}
      samples={samples.map(({ lang, label, source }) => ({
        id: lang,
        name: label,
        code: <ColouredCode key={lang} pieces={coloured[lang] ?? [source]} />,
        label: t("sample", { name, language: label }),
      }))}
    />
  );
}

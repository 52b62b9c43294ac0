"use client";

import { useTranslations } from "next-intl";
import { CodeBlock } from "@/components/ui/code-block";
import { Tab, TabList, TabPanel, Tabs } from "@/components/ui/tabs";

type OperationSamplesProps = { name: string; samples: { lang: string; label: string; source: string }[] };

/** One operation as a person would type it in each language. */
export function OperationSamples({ name, samples }: OperationSamplesProps) {
  const t = useTranslations("reference");
  return (
    <Tabs defaultValue={samples[0]?.lang} className="grid min-w-0 gap-3">
      <TabList aria-label={t("language")}>
        {samples.map(({ lang, label }) => (
          <Tab key={lang} value={lang}>
            {label}
          </Tab>
        ))}
      </TabList>
      {samples.map(({ lang, label, source }) => (
        <TabPanel key={lang} value={lang} className="min-w-0">
          <CodeBlock code={source} label={t("sample", { name, language: label })} />
        </TabPanel>
      ))}
    </Tabs>
  );
}

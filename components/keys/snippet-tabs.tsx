"use client";

import { useTranslations } from "next-intl";
import { callSnippets, SNIPPETS, type SnippetFacts } from "@/components/keys/snippets";
import { CodeBlock } from "@/components/ui/code-block";
import { Tab, TabList, TabPanel, Tabs } from "@/components/ui/tabs";

type SnippetTabsProps = Omit<SnippetFacts, "secret"> & { secret?: string };

/** The first call in the caller's own language or program. Without a secret it shows a placeholder. */
export function SnippetTabs({ secret = "sk-relais-…", ...facts }: SnippetTabsProps) {
  const t = useTranslations("keys.snippets");
  const snippets = callSnippets({ ...facts, secret });
  return (
    <Tabs defaultValue="curl" className="grid min-w-0 gap-3">
      <TabList aria-label={t("label")}>
        {SNIPPETS.map((name) => (
          <Tab key={name} value={name}>
            {t(name)}
          </Tab>
        ))}
      </TabList>
      {SNIPPETS.map((name) => (
        <TabPanel key={name} value={name} className="min-w-0">
          <CodeBlock code={snippets[name]} label={t("example", { client: t(name) })} />
        </TabPanel>
      ))}
    </Tabs>
  );
}

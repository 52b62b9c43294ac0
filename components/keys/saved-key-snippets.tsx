"use client";

import { useTranslations } from "next-intl";
import { type ComponentType, type ReactNode, useState } from "react";
import type { SnippetFacts } from "@/components/keys/snippets";

type SavedKeySnippetsProps = Omit<SnippetFacts, "secret"> & {
  /** One sample, for as long as the others have not been loaded, or where no scripts run. */
  children: ReactNode;
};

/** Samples for a key whose secret was saved elsewhere. They are loaded when somebody opens them. */
export function SavedKeySnippets({ children, ...facts }: SavedKeySnippetsProps) {
  const t = useTranslations("keys.snippets");
  const [All, setAll] = useState<ComponentType<Omit<SnippetFacts, "secret">> | null>(null);
  const load = () =>
    import("@/components/keys/snippet-tabs").then(
      (module) => setAll(() => module.SnippetTabs),
      // The one sample stays.
      () => undefined,
    );
  return (
    <details onToggle={load} className="rounded-lg border bg-surface">
      <summary className="px-4 py-3 text-body font-medium sm:px-5">{t("title")}</summary>
      <div className="min-w-0 px-4 pb-4 sm:px-5">{All ? <All {...facts} /> : children}</div>
    </details>
  );
}

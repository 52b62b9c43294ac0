import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { type ReferenceGroup, ReferenceNavigation } from "@/components/reference/reference-navigation";
import { groupHref, REFERENCE_HREF, referenceHere, SHARED } from "@/components/reference/reference-pages";
import type { ReferenceSection } from "@/lib/openapi/reference";

export default async function ReferenceLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations("reference");
  const { sections, headers, errors } = referenceHere();
  const words = [
    ...errors.flatMap(({ code, openai, anthropic }) => [code, openai.code, anthropic.type]),
    ...headers.map(({ name }) => name),
  ].join(" ");
  const shared = `${REFERENCE_HREF}/${SHARED}`;
  const entries = (["errors", "headers"] as const).map((id) => {
    return { href: `${shared}#${id}`, title: t(`${id}.title`), method: null, words };
  });
  const groups = [...sections.map(groupOf), { href: shared, title: t("end"), entries }];
  return (
    <main
      id="content"
      tabIndex={-1}
      data-wide
      className="mx-auto grid w-full max-w-(--site-width) gap-x-10 px-4 py-8 outline-none sm:px-6 lg:grid-cols-[15rem_minmax(0,1fr)]"
    >
      <aside className="min-w-0 max-lg:pb-8">
        <div className="lg:sticky lg:top-6 lg:max-h-[calc(100dvh-3rem)] lg:overflow-y-auto lg:pr-2">
          <details className="rounded-lg border bg-surface p-4 lg:hidden">
            <summary className="font-medium">{t("contents")}</summary>
            <div className="pt-4">
              <ReferenceNavigation groups={groups} />
            </div>
          </details>
          <div className="max-lg:hidden">
            <ReferenceNavigation groups={groups} />
          </div>
        </div>
      </aside>
      <div className="min-w-0">{children}</div>
    </main>
  );
}

function groupOf(section: ReferenceSection): ReferenceGroup {
  const href = groupHref(section);
  return {
    href,
    title: section.name,
    entries: section.operations.map(({ operationId, summary, method, path, description, parameters }) => {
      const words = [summary, method, path, description, ...parameters.map((each) => each.name)].join(" ");
      return { href: `${href}#${operationId}`, title: summary, method, words };
    }),
  };
}

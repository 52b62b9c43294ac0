import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ErrorTable } from "@/components/reference/error-table";
import { HeaderList } from "@/components/reference/header-list";
import { OperationSection } from "@/components/reference/operation-section";
import { Prose } from "@/components/reference/prose";
import { type ReferenceGroup, ReferenceNavigation } from "@/components/reference/reference-navigation";
import { type Reference, readReference } from "@/lib/openapi/reference";
import { env } from "@/lib/platform/env";

// The same for all readers as long as this process lives.
let reference: Reference | undefined;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("reference");
  return { title: t("title"), description: t("lead") };
}

export default async function ApiReferencePage() {
  const t = await getTranslations("reference");
  reference ??= readReference(env.RELAIS_PUBLIC_URL);
  const { description, sections, headers, errors, schemaOf } = reference;
  const words = [
    ...errors.flatMap(({ code, openai, anthropic }) => [code, openai.code, anthropic.type]),
    ...headers.map(({ name }) => name),
  ];
  const entries = [
    { id: "errors", title: t("errors.title"), method: null, words: words.join(" ") },
    { id: "headers", title: t("headers.title"), method: null, words: words.join(" ") },
  ];
  const groups = [...sections.map(groupOf), { id: "errors", title: t("end"), entries }];
  return (
    <main
      id="content"
      tabIndex={-1}
      className="mx-auto grid w-full max-w-6xl gap-x-10 px-4 py-8 outline-none sm:px-6 lg:grid-cols-[14rem_minmax(0,1fr)]"
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
      <div className="min-w-0">
        <div className="grid gap-4 pb-10">
          <h1 className="text-title">{t("title")}</h1>
          <Prose text={description} />
          <p>
            <a href="/api/v1/openapi.json" className="underline underline-offset-2">
              {t("download")}
            </a>
          </p>
        </div>
        {sections.map((section) => (
          <div key={section.name} id={section.name.toLowerCase()} className="border-t pt-10">
            <h2 className="text-section">{section.name}</h2>
            <Prose text={section.description} className="pt-2 pb-8 text-muted" />
            {section.operations.map((operation) => (
              <OperationSection key={operation.operationId} operation={operation} schemaOf={schemaOf} />
            ))}
          </div>
        ))}
        <section id="errors" aria-labelledby="errors-title" className="grid gap-4 border-t py-10">
          <h2 id="errors-title" className="text-section">
            {t("errors.title")}
          </h2>
          <p className="max-w-prose text-muted">{t("errors.text")}</p>
          <ErrorTable lines={errors} />
        </section>
        <section id="headers" aria-labelledby="headers-title" className="grid gap-4 border-t py-10">
          <h2 id="headers-title" className="text-section">
            {t("headers.title")}
          </h2>
          <HeaderList headers={headers} />
        </section>
      </div>
    </main>
  );
}

function groupOf({ name, operations }: Reference["sections"][number]): ReferenceGroup {
  return {
    id: name.toLowerCase(),
    title: name,
    entries: operations.map(({ operationId, summary, method, path, description, parameters }) => {
      const words = [summary, method, path, description, ...parameters.map((each) => each.name)].join(" ");
      return { id: operationId, title: summary, method, words };
    }),
  };
}

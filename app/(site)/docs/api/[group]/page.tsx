import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ErrorTable } from "@/components/reference/error-table";
import { HeaderList } from "@/components/reference/header-list";
import { OperationSection } from "@/components/reference/operation-section";
import { Prose } from "@/components/reference/prose";
import { referenceHere, SHARED, sectionOf } from "@/components/reference/reference-pages";
import { CodeLanguage } from "@/components/ui/code-language";

type GroupProps = { params: Promise<{ group: string }> };

export async function generateMetadata({ params }: GroupProps): Promise<Metadata> {
  const [t, { group }] = await Promise.all([getTranslations("reference"), params]);
  const section = sectionOf(group);
  return { title: t("groupTitle", { group: section?.name ?? t("end") }), description: section?.description ?? t("errors.text") };
}

export default async function ReferenceGroupPage({ params }: GroupProps) {
  const { group } = await params;
  if (group === SHARED) return <Shared />;
  const section = sectionOf(group);
  if (!section) notFound();
  return (
    <>
      <CodeLanguage />
      <h1 className="text-title">{section.name}</h1>
      <Prose text={section.description} className="pt-2 pb-8 text-muted" />
      {section.operations.map((operation) => (
        <OperationSection key={operation.operationId} operation={operation} schemaOf={referenceHere().schemaOf} />
      ))}
    </>
  );
}

/** What all operations share: how they refuse, and the headers of their answers. */
async function Shared() {
  const t = await getTranslations("reference");
  const { errors, headers } = referenceHere();
  return (
    <>
      <h1 className="text-title">{t("end")}</h1>
      <section id="errors" aria-labelledby="errors-title" className="grid gap-4 py-10">
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
    </>
  );
}

import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { FormerAnchor } from "@/components/reference/former-anchor";
import { MethodBadge } from "@/components/reference/method-badge";
import { Prose } from "@/components/reference/prose";
import { groupHref, REFERENCE_HREF, referenceHere, SHARED, slugOf } from "@/components/reference/reference-pages";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("reference");
  return { title: t("title"), description: t("lead") };
}

/** Every operation by its name. The anchors are those of the time when the reference was one page. */
export default async function ApiReferencePage() {
  const t = await getTranslations("reference");
  const { description, sections } = referenceHere();
  return (
    <>
      <FormerAnchor />
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
        <section key={section.name} id={slugOf(section.name)} className="grid gap-3 border-t py-6">
          <h2 className="text-h2">
            <Link href={groupHref(section)} prefetch={false} className="hover:underline">
              {section.name}
            </Link>
          </h2>
          <Prose text={section.description} className="text-body text-muted" />
          <ul className="-mx-2 grid text-body">
            {section.operations.map(({ operationId, summary, method, path }) => (
              <li key={operationId} id={operationId} className="rounded-md target:bg-sunken">
                <Link
                  href={`${groupHref(section)}#${operationId}`}
                  prefetch={false}
                  className="group grid grid-cols-[4rem_minmax(0,1fr)] items-baseline gap-x-2 rounded-md px-2 py-1.5 hover:bg-hover md:grid-cols-[4rem_minmax(0,5fr)_minmax(0,4fr)]"
                >
                  <span>
                    <MethodBadge method={method} />
                  </span>
                  <span className="font-medium">{summary}</span>
                  <span className="col-start-2 font-mono text-small break-all text-muted md:col-start-auto">/api/v1{path}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <section className="grid gap-1 border-t py-6 text-body">
        <h2 className="pb-2 text-h2">{t("end")}</h2>
        {(["errors", "headers"] as const).map((id) => (
          <p key={id} id={id}>
            <Link href={`${REFERENCE_HREF}/${SHARED}#${id}`} prefetch={false} className="inline-flex py-1 hover:underline">
              {t(`${id}.title`)}
            </Link>
          </p>
        ))}
      </section>
    </>
  );
}

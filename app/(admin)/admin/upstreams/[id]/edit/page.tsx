import { ChevronLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { saveUpstreamAction } from "@/app/(admin)/admin/upstreams/actions";
import { accountOrNotFound } from "@/app/(admin)/admin/upstreams/read-account-page";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { AccountEditor } from "@/components/upstreams/account-editor";
import { priceBook } from "@/lib/pricing/price-book";
import { formOfAccount } from "@/lib/upstream-accounts/account-form";

type PageProps = { params: Promise<{ id: string }>; searchParams: Promise<{ replace?: string | string[] }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("upstreams"))("title") };
}

/** The settings of an account at an address of their own. The list shows the same form in a dialog. */
export default async function EditUpstreamPage({ params, searchParams }: PageProps) {
  const [t, { account }, search] = await Promise.all([
    getTranslations("upstreams"),
    params.then(({ id }) => accountOrNotFound(id)),
    searchParams,
  ]);
  const { id, name, revision, credentialKind } = account;
  return (
    <div className="grid w-full max-w-160 gap-4 pt-4">
      <Link href={`/admin/upstreams/${id}`} className="flex items-center gap-1 text-small text-accent hover:underline">
        <ChevronLeft aria-hidden className="size-4" />
        <bdi>{name}</bdi>
      </Link>
      <PageHeader title={t("edit.title", { name })} />
      <section className="grid gap-4 rounded-lg border bg-surface p-4 sm:p-5">
        {search.replace !== "1" && (
          <noscript>
            <a href={`/admin/upstreams/${id}/edit?replace=1`} className="text-small text-accent underline underline-offset-4">
              {t("edit.replace")}
            </a>
          </noscript>
        )}
        <AccountEditor
          account={{ id, revision, form: formOfAccount(account), credentialKind }}
          kind={account.kind}
          catalogue={(await priceBook()).offeredModels(new Date()).map((model) => ({ id: model.id, name: model.displayName }))}
          action={saveUpstreamAction}
          fields={{ isPage: "on" }}
          isReplacingAtFirst={search.replace === "1"}
        >
          <div className="flex justify-end">
            <SubmitButton>{t("edit.submit")}</SubmitButton>
          </div>
        </AccountEditor>
      </section>
    </div>
  );
}

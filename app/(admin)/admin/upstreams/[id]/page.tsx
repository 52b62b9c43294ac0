import { ChevronLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { deleteUpstreamAction, moveUpstreamAction, testUpstreamAction } from "@/app/(admin)/admin/upstreams/actions";
import { accountOrNotFound } from "@/app/(admin)/admin/upstreams/read-account-page";
import { Alert } from "@/components/ui/alert";
import { PageHeader } from "@/components/ui/page-header";
import { AccountChanges } from "@/components/upstreams/account-changes";
import { AccountDetails } from "@/components/upstreams/account-details";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("upstreams"))("title") };
}

type PageProps = { params: Promise<{ id: string }>; searchParams: Promise<{ saved?: string | string[] }> };

const ACTIONS = { move: moveUpstreamAction, remove: deleteUpstreamAction, test: testUpstreamAction };

export default async function UpstreamPage({ params, searchParams }: PageProps) {
  const [t, found, { saved }] = await Promise.all([
    getTranslations("upstreams"),
    params.then(({ id }) => accountOrNotFound(id)),
    searchParams,
  ]);
  const { id, name, revision, state } = found.account;
  return (
    <div className="grid w-full gap-4 pt-4">
      <Link href="/admin/upstreams" className="flex items-center gap-1 text-small text-accent hover:underline">
        <ChevronLeft aria-hidden className="size-4" />
        {t("details.back")}
      </Link>
      <PageHeader title={<bdi>{name}</bdi>} />
      {saved && <Alert tone="positive">{t("edit.done", { name })}</Alert>}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <section className="min-w-0 rounded-lg border bg-surface p-4 sm:p-5">
          <AccountDetails {...found} />
        </section>
        <div className="grid min-w-0 gap-4">
          <AccountChanges account={{ id, name, revision, state }} actions={ACTIONS} />
        </div>
      </div>
    </div>
  );
}

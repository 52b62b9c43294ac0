import { ChevronLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { accountOrNotFound } from "@/app/(admin)/admin/upstreams/read-account-page";
import { PageHeader } from "@/components/ui/page-header";
import { AccountDetails } from "@/components/upstreams/account-details";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("upstreams"))("title") };
}

export default async function UpstreamPage({ params }: { params: Promise<{ id: string }> }) {
  const [t, found] = await Promise.all([getTranslations("upstreams"), params.then(({ id }) => accountOrNotFound(id))]);
  return (
    <div className="grid w-full max-w-160 gap-4 pt-4">
      <Link href="/admin/upstreams" className="flex items-center gap-1 text-small text-accent hover:underline">
        <ChevronLeft aria-hidden className="size-4" />
        {t("details.back")}
      </Link>
      <PageHeader title={<bdi>{found.account.name}</bdi>} />
      <section className="rounded-lg border bg-surface p-4 sm:p-5">
        <AccountDetails {...found} />
      </section>
    </div>
  );
}

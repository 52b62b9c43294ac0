import { ChevronLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { moveUpstreamAction, saveUpstreamAction, testUpstreamAction } from "@/app/(admin)/admin/upstreams/actions";
import { Alert } from "@/components/ui/alert";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { AccountEditor } from "@/components/upstreams/account-editor";
import { KindCards, StepList, TestAndEnable } from "@/components/upstreams/add-steps";
import { disabledUnlessFirst } from "@/components/upstreams/upstream-state";
import { requireAdmin } from "@/lib/auth/current-user";
import { priceBook } from "@/lib/pricing/price-book";
import { ACCOUNT_KINDS } from "@/lib/upstream-accounts/account-form";
import { canSeal } from "@/lib/upstream-accounts/credentials";
import { listAccounts } from "@/lib/upstream-accounts/list-accounts";

type Search = Promise<{ kind?: string | string[]; account?: string | string[] }>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("upstreams"))("add.title") };
}

/** A new account step by step, each at an address. The list shows the same steps in a sheet. */
export default async function NewUpstreamPage({ searchParams }: { searchParams: Search }) {
  await requireAdmin();
  const [t, search] = await Promise.all([getTranslations("upstreams"), searchParams]);
  const kind = ACCOUNT_KINDS.find((each) => each === search.kind);
  const accounts = await listAccounts();
  const added = accounts.find(({ id }) => id === search.account);
  return (
    <div className="grid w-full max-w-160 gap-4 pt-4">
      <Link
        href={kind && !added ? "/admin/upstreams/new" : "/admin/upstreams"}
        className="flex items-center gap-1 text-small text-accent hover:underline"
      >
        <ChevronLeft aria-hidden className="size-4" />
        {kind && !added ? t("add.back") : t("details.back")}
      </Link>
      <PageHeader title={t("add.title")} />
      {!canSeal() && <Alert tone="warning">{t("noKey")}</Alert>}
      <section className="grid gap-4 rounded-lg border bg-surface p-4 sm:p-5">
        <StepList current={added ? "test" : kind ? "credentials" : "kind"} />
        {added ? (
          <TestAndEnable
            isEnabled={added.state === "enabled"}
            id={added.id}
            name={added.name}
            revision={added.revision}
            test={testUpstreamAction}
            enable={moveUpstreamAction}
          />
        ) : kind ? (
          <AccountEditor
            account={null}
            kind={kind}
            catalogue={(await priceBook()).offeredModels(new Date()).map(({ id, displayName }) => ({ id, name: displayName }))}
            action={saveUpstreamAction}
            fields={{ ...disabledUnlessFirst(accounts.length === 0), isPage: "on" }}
          >
            <div className="flex justify-end">
              <SubmitButton>{t("add.submit")}</SubmitButton>
            </div>
          </AccountEditor>
        ) : (
          <KindCards />
        )}
      </section>
    </div>
  );
}

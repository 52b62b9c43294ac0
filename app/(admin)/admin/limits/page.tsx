import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { changeTierAction, chooseTierAction } from "@/app/(admin)/admin/limits/actions";
import { TierEditor } from "@/components/limits/tier-editor";
import { TierExceptions } from "@/components/limits/tier-exceptions";
import { TierTable } from "@/components/limits/tier-table";
import { Alert } from "@/components/ui/alert";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { LinkTabs } from "@/components/ui/link-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { requireAdmin } from "@/lib/auth/current-user";
import { env } from "@/lib/platform/env";
import { listTiers } from "@/lib/tiers/change-tier";
import { countTiers } from "@/lib/tiers/count-tiers";
import { listTierExceptions } from "@/lib/tiers/tier-exceptions";
import { formOfTier } from "@/lib/tiers/tier-form";

type Search = Promise<Partial<Record<"view" | "edit" | "saved", string | string[]>>>;

const VIEWS = [
  { id: "tiers", href: "/admin/limits" },
  { id: "exceptions", href: "/admin/limits?view=exceptions" },
] as const;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("limits"))("title") };
}

export default async function LimitsPage({ searchParams }: { searchParams: Search }) {
  await requireAdmin();
  const [t, tiers, search] = await Promise.all([getTranslations("limits"), listTiers(), searchParams]);
  const nameOf = (id: string) => (/^tier_\d+$/.test(id) ? t("name", { number: id.slice("tier_".length) }) : id);
  const view = search.view === "exceptions" ? "exceptions" : "tiers";
  const edited = tiers.find(({ id }) => id === search.edit);
  const saved = tiers.find(({ id }) => id === search.saved);
  return (
    <>
      <PageHeader title={t("title")} />
      {env.RELAIS_TIER_RATES === "off" && <Callout>{t("ratesOff")}</Callout>}
      <LinkTabs label={t("views.label")} tabs={VIEWS.map((each) => ({ ...each, name: t(`views.${each.id}`) }))} current={view} />
      {saved && <Alert tone="positive">{t("edit.done", { name: nameOf(saved.id) })}</Alert>}
      {view === "exceptions" ? (
        <TierExceptions
          exceptions={(await listTierExceptions()).map(({ tierId, ...rest }) => ({ ...rest, tier: nameOf(tierId) }))}
          tiers={tiers.map(({ id }) => ({ id, name: nameOf(id) }))}
          action={chooseTierAction}
        />
      ) : (
        <Card title={t("caption")} description={t("note")} isFlush>
          <TierTable tiers={tiers} counts={await countTiers()} nameOf={nameOf} />
          {edited && (
            <TierEditor
              key={JSON.stringify(formOfTier(edited)) + edited.id}
              id={edited.id}
              name={nameOf(edited.id)}
              seen={formOfTier(edited)}
              action={changeTierAction}
            />
          )}
        </Card>
      )}
    </>
  );
}

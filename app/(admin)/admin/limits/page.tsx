import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { changeTierAction } from "@/app/(admin)/admin/limits/actions";
import { EditTier } from "@/components/limits/edit-tier";
import { TierTable } from "@/components/limits/tier-table";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireAdmin } from "@/lib/auth/current-user";
import { env } from "@/lib/platform/env";
import { type ListedTier, listTiers } from "@/lib/tiers/change-tier";
import { formOfTier } from "@/lib/tiers/tier-form";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("limits"))("title") };
}

export default async function LimitsPage() {
  await requireAdmin();
  const t = await getTranslations("limits");
  const tiers = await listTiers();
  const nameOf = ({ id }: ListedTier) => (/^tier_\d+$/.test(id) ? t("name", { number: id.slice("tier_".length) }) : id);
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      {env.RELAIS_TIER_RATES === "off" && <Alert>{t("ratesOff")}</Alert>}
      <Card title={t("caption")} description={t("note")} isFlush>
        <TierTable
          tiers={tiers}
          nameOf={nameOf}
          actions={(tier, describedBy) => (
            <EditTier id={tier.id} name={nameOf(tier)} seen={formOfTier(tier)} describedBy={describedBy} action={changeTierAction} />
          )}
        />
      </Card>
    </>
  );
}

import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { offersNow } from "@/components/site/offers";
import { PriceFactors } from "@/components/site/price-factors";
import { PriceList } from "@/components/site/price-list";
import { priceGroups } from "@/components/site/price-rows";
import { PriceVersions } from "@/components/site/price-versions";
import { SiteSection } from "@/components/site/site-section";
import { readPriceList } from "@/lib/pricing/price-list";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("home.prices");
  return { title: t("title"), description: t("text") };
}

export default async function PricesPage() {
  const now = new Date();
  const [t, locale, offers, models] = await Promise.all([getTranslations("home"), getLocale(), offersNow(now), readPriceList(now)]);
  return (
    <main id="content" tabIndex={-1} className="outline-none">
      <div className="mx-auto grid max-w-6xl gap-8 px-4 pt-8 pb-16 sm:px-6 lg:pt-12">
        <div className="grid gap-3">
          <h1 className="text-title">{t("prices.title")}</h1>
          <p className="max-w-prose text-lead text-muted">{t("prices.text")}</p>
        </div>
        <PriceList groups={priceGroups(offers, locale)} />
      </div>
      <SiteSection title={t("factors.title")} text={t("factors.text")} isRaised>
        <PriceFactors offers={offers} />
      </SiteSection>
      <SiteSection id="versions" title={t("versions.title")} text={t("versions.text")}>
        <PriceVersions models={models} />
      </SiteSection>
    </main>
  );
}

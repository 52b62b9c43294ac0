import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { ExampleReceipt } from "@/components/site/example-receipt";
import { FirstCallSamples } from "@/components/site/first-call-samples";
import { Guilloche } from "@/components/site/guilloche";
import { exampleOffer, type Offer, offersNow, ratesOf } from "@/components/site/offers";
import { PriceList } from "@/components/site/price-list";
import { priceGroups } from "@/components/site/price-rows";
import { Promises } from "@/components/site/promises";
import { SavingCalculator } from "@/components/site/saving-calculator";
import { SAVING_CASES, type SavingForm } from "@/components/site/saving-form";
import { SiteSection } from "@/components/site/site-section";
import { Button } from "@/components/ui/button";
import { CodeLanguage } from "@/components/ui/code-language";
import { env } from "@/lib/platform/env";

type HomeProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function HomePage({ searchParams }: HomeProps) {
  const [t, locale, query, offers] = await Promise.all([getTranslations("home"), getLocale(), searchParams, offersNow(new Date())]);
  const example = exampleOffer(offers);
  return (
    <main id="content" tabIndex={-1} className="outline-none">
      <CodeLanguage />
      <section className="relative -mt-16 overflow-clip pt-16">
        <Guilloche className="pointer-events-none absolute -top-24 -right-64 size-[52rem] text-accent opacity-[0.22] max-lg:opacity-[0.08] dark:opacity-[0.16] dark:max-lg:opacity-[0.06]" />
        <div className="relative mx-auto grid max-w-6xl items-center gap-x-12 gap-y-10 px-4 pt-10 pb-20 sm:px-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)] lg:pt-16">
          <div className="grid justify-items-start gap-5">
            <h1 className="text-title sm:text-display">{t("headline")}</h1>
            <p className="max-w-prose text-lead text-muted">{t("lead")}</p>
            <div className="flex flex-wrap gap-3 pt-1">
              <Button asChild size="large">
                <Link href="/sign-up">{t("signUp")}</Link>
              </Button>
              <Button asChild size="large" look="secondary">
                <Link href="/prices">{t("seePrices")}</Link>
              </Button>
            </div>
          </div>
          {example && <ExampleReceipt price={example.price} modelName={example.model.displayName} />}
        </div>
      </section>
      {example && (
        <SiteSection id="saving" title={t("saving.title")} text={t("saving.text")} isRaised>
          <SavingCalculator
            models={[pricedModel(example), ...offers.filter((each) => each !== example).map(pricedModel)]}
            initial={savingForm(query, example)}
          />
        </SiteSection>
      )}
      <Promises />
      <SiteSection title={t("clients.title")} text={t("clients.text")}>
        <FirstCallSamples publicUrl={env.RELAIS_PUBLIC_URL} model={example?.model.id ?? ""} />
      </SiteSection>
      <SiteSection id="prices" title={t("prices.title")} text={t("prices.text")} isRaised>
        <PriceList groups={priceGroups(offers, locale)} />
        <Link href="/prices" className="w-fit text-body text-accent underline underline-offset-4">
          {t("prices.more")}
        </Link>
      </SiteSection>
    </main>
  );
}

function pricedModel({ model, price }: Offer) {
  const { id, displayName, minCacheableTokens, contextTokens } = model;
  return { id, displayName, minCacheableTokens, contextTokens, rates: ratesOf(price) };
}

const LONGEST_TYPED = 20;

/** What the address says, as the form without scripts sends it. */
function savingForm(query: Awaited<HomeProps["searchParams"]>, example: Offer): SavingForm {
  const typed = (name: keyof SavingForm) => {
    const value = query[name];
    return typeof value === "string" ? value : undefined;
  };
  const figure = (name: "prompt" | "repeated" | "calls") => typed(name)?.slice(0, LONGEST_TYPED) ?? SAVING_CASES.agent[name];
  return { prompt: figure("prompt"), repeated: figure("repeated"), calls: figure("calls"), model: typed("model") ?? example.model.id };
}

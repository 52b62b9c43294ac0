import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { ExampleReceipt } from "@/components/site/example-receipt";
import { Guilloche } from "@/components/site/guilloche";
import { PriceList } from "@/components/site/price-list";
import { Promises } from "@/components/site/promises";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { env } from "@/lib/platform/env";
import { priceBook } from "@/lib/pricing/price-book";

export default async function HomePage() {
  const t = await getTranslations("home");
  const offers = await offersNow();
  const example = offers.find((offer) => offer.line === "sonnet") ?? offers[0];
  return (
    <main id="content" tabIndex={-1} className="outline-none">
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
                <a href="#prices">{t("seePrices")}</a>
              </Button>
            </div>
          </div>
          {example && <ExampleReceipt price={example.price} modelName={example.name} />}
        </div>
      </section>
      <Promises />
      <section className="border-t">
        <div className="mx-auto grid max-w-6xl gap-8 px-4 py-16 sm:px-6 lg:grid-cols-2">
          <div className="grid content-start gap-3 lg:col-span-2">
            <h2 className="text-section">{t("clients.title")}</h2>
            <p className="max-w-prose text-muted">{t("clients.text")}</p>
          </div>
          <Snippet title={t("clients.openai")} code={openAiSnippet(example?.id ?? "")} />
          <Snippet title={t("clients.anthropic")} code={anthropicSnippet(example?.id ?? "")} />
        </div>
      </section>
      <section id="prices" className="border-t bg-surface">
        <div className="mx-auto grid max-w-6xl gap-6 px-4 py-16 sm:px-6">
          <div className="grid gap-2">
            <h2 className="text-section">{t("prices.title")}</h2>
            <p className="max-w-prose text-muted">{t("prices.text")}</p>
          </div>
          <PriceList offers={offers} />
        </div>
      </section>
    </main>
  );
}

function Snippet({ title, code }: { title: string; code: string }) {
  return (
    <div className="grid min-w-0 content-start gap-2">
      <h3 className="font-medium">{title}</h3>
      <CodeBlock code={code} label={title} />
    </div>
  );
}

async function offersNow() {
  const now = new Date();
  const book = await priceBook();
  return book.offeredModels(now).flatMap((model) => {
    const price = book.priceInForce(model.id, "sale", now);
    return price && model.lifecycle === "active" ? [{ id: model.id, name: model.displayName, line: model.line, price }] : [];
  });
}

function openAiSnippet(modelId: string): string {
  return `from openai import OpenAI

client = OpenAI(
    base_url="${env.RELAIS_PUBLIC_URL}/api/v1",
    api_key="sk-relais-…",
)
client.chat.completions.create(
    model="${modelId}",
    messages=[{"role": "user", "content": "Hello, Claude!"}],
)`;
}

function anthropicSnippet(modelId: string): string {
  return `import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic({
  baseURL: "${env.RELAIS_PUBLIC_URL}/api",
  apiKey: "sk-relais-…",
});
await client.messages.create({
  model: "${modelId}",
  max_tokens: 500,
  messages: [{ role: "user", content: "Hello, Claude!" }],
});`;
}

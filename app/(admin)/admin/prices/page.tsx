import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { publishAction } from "@/app/(admin)/admin/prices/publish-action";
import { ModelList, type ShownModel } from "@/components/prices/model-list";
import { PriceEditor } from "@/components/prices/price-editor";
import { PriceHead } from "@/components/prices/price-head";
import { PriceHistory } from "@/components/prices/price-history";
import { PriceImpact } from "@/components/prices/price-impact";
import { DAY, dollars, PRICE_VIEWS, type PriceView, priceHref } from "@/components/prices/price-text";
import { PageHeader } from "@/components/ui/page-header";
import { requireAdmin } from "@/lib/auth/current-user";
import { readEmails } from "@/lib/auth/users";
import { PRICE_KINDS, type PriceKind } from "@/lib/pricing/price";
import { classPrice } from "@/lib/pricing/price-change";
import { type PricedModel, readPriceList } from "@/lib/pricing/price-list";
import { EMPTY_RATE_FORM, formOfRates } from "@/lib/pricing/rate-form";
import { listModelCustomers, readModelWeek } from "@/lib/usage/read-model-week";

type Search = Promise<Partial<Record<"model" | "kind" | "view" | "from" | "published" | "search", string | string[]>>>;
const CUSTOMERS = 10;
const SEARCH_AT_MOST = 100;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("prices"))("title") };
}

export default async function PricesPage({ searchParams }: { searchParams: Search }) {
  const [admin, t, models, given] = await Promise.all([requireAdmin(), getTranslations("prices"), readPriceList(new Date()), searchParams]);
  const of = (name: keyof typeof given) => [given[name] ?? []].flat()[0];
  const selected = of("model") === undefined ? models[0] : models.find(({ model }) => model.id === of("model"));
  if (!selected) notFound();
  const kind = PRICE_KINDS.find((each) => each === of("kind")) ?? "sale";
  const view = PRICE_VIEWS.find((each) => each === of("view")) ?? "edit";
  return (
    <>
      <PageHeader title={t("title")} />
      <div className="grid items-start gap-6 xl:grid-cols-[17.5rem_minmax(0,1fr)]">
        <ModelList
          models={await shownModels(models, kind)}
          selectedId={selected.model.id}
          kind={kind}
          searched={(of("search") ?? "").slice(0, SEARCH_AT_MOST)}
        />
        <div className="grid min-w-0 gap-4">
          <PriceHead listed={selected} kind={kind} view={view} published={of("published")} />
          <View view={view} listed={selected} kind={kind} from={of("from")} adminId={admin.id} />
        </div>
      </div>
    </>
  );
}

type ViewProps = { view: PriceView; listed: PricedModel; kind: PriceKind; from: string | undefined; adminId: string };

async function View({ view, listed, kind, from, adminId }: ViewProps) {
  const now = new Date();
  const { history } = listed[kind];
  if (view === "history") {
    const publishers = [...new Set(history.flatMap(({ publishedBy }) => publishedBy ?? []))];
    return <PriceHistory history={history} adminId={adminId} emails={await readEmails(publishers)} />;
  }
  const week = await readModelWeek(listed.model.id, now);
  if (view === "edit") return <NewVersion listed={listed} kind={kind} from={from} week={week} />;
  return <PriceImpact listed={listed} week={week} customers={await listModelCustomers(listed.model.id, now, CUSTOMERS)} />;
}

type NewVersionProps = Pick<ViewProps, "listed" | "kind" | "from"> & { week: Awaited<ReturnType<typeof readModelWeek>> };

async function NewVersion({ listed, kind, from, week }: NewVersionProps) {
  const t = await getTranslations("prices");
  const { history, inForce } = listed[kind];
  const newest = history[0] ?? null;
  const start = history.find(({ version }) => String(version) === from) ?? inForce ?? newest;
  return (
    <PriceEditor
      key={`${listed.model.id} ${kind} ${newest?.version} ${start?.version}`}
      modelId={listed.model.id}
      kind={kind}
      initial={start ? formOfRates(start) : EMPTY_RATE_FORM}
      basedOnVersion={newest?.version ?? null}
      versions={history}
      other={listed[kind === "sale" ? "upstream" : "sale"].inForce}
      week={week}
      publish={publishAction}
      intro={
        <div className="grid gap-0.5 px-4 pt-3 pb-1">
          <h2 className="text-h2">{t("editor.title")}</h2>
          <p className="text-small text-muted">
            {t(`kindText.${kind}`)} {start ? t("editor.description", { version: start.version }) : t("editor.descriptionFirst")}{" "}
            {t("editor.hint")}
          </p>
        </div>
      }
    />
  );
}

/** The list as texts: every version of every price would be more than the browser needs. */
async function shownModels(models: PricedModel[], kind: PriceKind): Promise<ShownModel[]> {
  const [t, format, locale] = await Promise.all([getTranslations("prices"), getFormatter(), getLocale()]);
  return models.map(({ model, isOffered, [kind]: { inForce, scheduled } }) => {
    const price = (each: "input" | "output") => dollars(classPrice(inForce, each, false) ?? "0", locale);
    return {
      id: model.id,
      name: model.displayName,
      aliases: model.aliases,
      line: model.line,
      isRetired: model.lifecycle === "retired",
      href: priceHref(model.id, kind),
      price: inForce && t("inOut", { input: price("input"), output: price("output") }),
      isOffered,
      lifecycle: model.lifecycle === "active" ? null : t(`lifecycle.${model.lifecycle}`),
      scheduled: scheduled.map(({ version, effectiveFrom }) => t("scheduledBadge", { version, date: format.dateTime(effectiveFrom, DAY) })),
    };
  });
}

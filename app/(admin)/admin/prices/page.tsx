import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getFormatter, getTranslations } from "next-intl/server";
import { publishAction } from "@/app/(admin)/admin/prices/publish-action";
import { KindTabs } from "@/components/prices/kind-tabs";
import { ModelList } from "@/components/prices/model-list";
import { PriceEditor } from "@/components/prices/price-editor";
import { PriceHistory } from "@/components/prices/price-history";
import { INSTANT } from "@/components/prices/price-text";
import { PricesInForce } from "@/components/prices/prices-in-force";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireAdmin } from "@/lib/auth/current-user";
import { PRICE_KINDS, type PriceKind } from "@/lib/pricing/price";
import { type PricedModel, readPriceList } from "@/lib/pricing/price-list";
import { EMPTY_RATE_FORM, formOfRates } from "@/lib/pricing/rate-form";

type Search = Promise<Partial<Record<"model" | "kind" | "from" | "published", string>>>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("prices"))("title") };
}

export default async function PricesPage({ searchParams }: { searchParams: Search }) {
  const admin = await requireAdmin();
  const search = await searchParams;
  const t = await getTranslations("prices");
  const models = await readPriceList(new Date());
  const selected = search.model === undefined ? models[0] : models.find(({ model }) => model.id === search.model);
  if (!selected) notFound();
  const kind = PRICE_KINDS.find((each) => each === search.kind) ?? "sale";
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <div className="grid items-start gap-6 xl:grid-cols-[17.5rem_minmax(0,1fr)]">
        <ModelList models={models} selectedId={selected.model.id} kind={kind} />
        <div className="grid min-w-0 gap-6">
          <Notices selected={selected} kind={kind} published={search.published} />
          <PricesInForce listed={selected} />
          <NewVersion selected={selected} kind={kind} from={search.from} />
          <PriceHistory history={selected[kind].history} adminId={admin.id} />
        </div>
      </div>
    </>
  );
}

async function Notices({ selected, kind, published }: { selected: PricedModel; kind: PriceKind; published: string | undefined }) {
  const t = await getTranslations("prices");
  const format = await getFormatter();
  const justPublished = selected[kind].history.find(({ version }) => String(version) === published);
  const when = (date: Date) => format.dateTime(date, INSTANT);
  return (
    <>
      <div className="grid gap-0.5">
        <h2 className="text-h1">{selected.model.displayName}</h2>
        <p className="text-body break-all text-muted">{[selected.model.id, ...selected.model.aliases].join(", ")}</p>
      </div>
      {justPublished && (
        <Alert tone="positive">{t("published", { version: justPublished.version, date: when(justPublished.effectiveFrom) })}</Alert>
      )}
      {!selected.isOffered && <Alert tone="warning">{t("notOffered")}</Alert>}
      {selected[kind].scheduled.map(({ version, effectiveFrom }) => (
        <Alert key={version}>{t("scheduledAlert", { version, date: when(effectiveFrom) })}</Alert>
      ))}
    </>
  );
}

async function NewVersion({ selected, kind, from }: { selected: PricedModel; kind: PriceKind; from: string | undefined }) {
  const t = await getTranslations("prices");
  const { history, inForce } = selected[kind];
  const newest = history[0] ?? null;
  const start = history.find(({ version }) => String(version) === from) ?? inForce ?? newest;
  return (
    <Card
      title={t("editor.title")}
      description={`${t(`kindText.${kind}`)} ${start ? t("editor.description", { version: start.version }) : t("editor.descriptionFirst")}`}
      actions={<KindTabs modelId={selected.model.id} kind={kind} />}
    >
      <PriceEditor
        key={`${selected.model.id} ${kind} ${newest?.version} ${start?.version}`}
        modelId={selected.model.id}
        kind={kind}
        initial={start ? formOfRates(start) : EMPTY_RATE_FORM}
        basedOnVersion={newest?.version ?? null}
        versions={history}
        upstream={kind === "sale" ? selected.upstream.inForce : null}
        publish={publishAction}
      />
    </Card>
  );
}

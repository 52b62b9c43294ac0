import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { limitKeyAction, revokeKeyAction, rotateKeyAction } from "@/app/(portal)/keys/actions";
import { shownLimits } from "@/app/(portal)/keys/shown-limits";
import { CallsTable } from "@/components/calls/calls-table";
import { AuditedActs } from "@/components/keys/audited-acts";
import { KeyFigures } from "@/components/keys/key-figures";
import { LeakResponse } from "@/components/keys/leak-response";
import { LimitForm } from "@/components/keys/limit-form";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { listAudit } from "@/lib/audit/list-audit";
import { requireUser } from "@/lib/auth/current-user";
import { AppError } from "@/lib/basics/errors";
import { isUuid } from "@/lib/basics/ids";
import type { Key } from "@/lib/keys/key";
import { readKey } from "@/lib/keys/list-keys";
import { modelNames } from "@/lib/pricing/model-names";
import { priceBook } from "@/lib/pricing/price-book";
import { readKeyBudget } from "@/lib/tiers/read-spend";
import { lastDays } from "@/lib/usage/days";
import { listCalls } from "@/lib/usage/list-calls";
import { sumUsage } from "@/lib/usage/sum-usage";

const DAYS = 30;
const CALLS = 10;

type Params = Promise<{ id: string }>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("keys"))("page.title") };
}

export default async function KeyPage({ params }: { params: Params }) {
  const { workspace } = await requireUser();
  const { id: workspaceId, timeZone } = workspace;
  const key = await keyOrNotFound(workspaceId, (await params).id);
  const now = new Date();
  const range = lastDays(DAYS, timeZone, now);
  const [t, budget, sums, { calls }, acts, prices] = await Promise.all([
    getTranslations("keys"),
    key.revokedAt ? null : readKeyBudget(workspaceId, key.id, now),
    sumUsage(workspaceId, { ...range, timeZone, by: ["day"], keyId: key.id, withoutSavings: true }),
    listCalls(workspaceId, { keyId: key.id }, null, CALLS),
    listAudit(workspaceId, `key:${key.id}`),
    priceBook(),
  ]);
  const models = prices.offeredModels(now).map(({ id, displayName }) => ({ id, name: displayName }));
  return (
    <>
      <PageHeader
        title={
          <span id="key-name" className="flex flex-wrap items-center gap-3">
            <bdi>{key.name}</bdi>
            {key.revokedAt && <Badge tone="danger">{t("page.revoked")}</Badge>}
          </span>
        }
        description={
          <span className="font-mono">
            {key.prefix}…{key.lastFour}
          </span>
        }
      />
      <KeyFigures days={range.days} sums={sums} budget={budget} lastUsedAt={key.lastUsedAt} timeZone={timeZone} />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid min-w-0 gap-6">
          {!key.revokedAt && (
            <Card title={t("page.limits")} description={t("limits.text")}>
              <LimitForm id={key.id} name={key.name} limits={shownLimits(key.limits, timeZone)} models={models} action={limitKeyAction}>
                <SubmitButton className="justify-self-start">{t("limits.submit")}</SubmitButton>
              </LimitForm>
            </Card>
          )}
          <Card
            title={t("page.calls")}
            actions={
              <Link href={`/calls?key=${key.id}`} className="text-small text-accent hover:underline">
                {t("page.allCalls")}
              </Link>
            }
            isFlush
          >
            {calls.length === 0 ? (
              <EmptyState title={t("page.noCalls")} />
            ) : (
              <CallsTable
                calls={calls}
                timeZone={timeZone}
                modelNames={modelNames(
                  prices,
                  calls.map(({ modelId }) => modelId),
                )}
                keyNames={{ [key.id]: key.name }}
              />
            )}
          </Card>
        </div>
        <div className="grid min-w-0 gap-6">
          {!key.revokedAt && (
            <Card title={t("leak.title")} description={t("leak.text")}>
              <LeakResponse id={key.id} name={key.name} describedBy="key-name" rotate={rotateKeyAction} revoke={revokeKeyAction} />
            </Card>
          )}
          <Card title={t("page.history")} isFlush>
            <AuditedActs acts={acts} timeZone={timeZone} />
          </Card>
        </div>
      </div>
    </>
  );
}

/** Another workspace's key looks like one that does not exist. */
async function keyOrNotFound(workspaceId: string, id: string): Promise<Key> {
  if (!isUuid(id)) notFound();
  try {
    return await readKey(workspaceId, id);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  }
}

import { randomUUID } from "node:crypto";
import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createKeyAction, limitKeyAction, renameKeyAction, revokeKeyAction, rotateKeyAction } from "@/app/(portal)/keys/actions";
import { createManagementKeyAction, revokeManagementKeyAction } from "@/app/(portal)/keys/management-actions";
import { shownLimits } from "@/app/(portal)/keys/shown-limits";
import { exampleModel } from "@/components/keys/example-model";
import { KeyActions } from "@/components/keys/key-actions";
import { KeyTable } from "@/components/keys/key-table";
import { ManagementKeys } from "@/components/keys/management-keys";
import { NewKey } from "@/components/keys/new-key";
import { SavedKeySnippets } from "@/components/keys/saved-key-snippets";
import { callSnippets } from "@/components/keys/snippets";
import { Card } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/empty-state";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { requireUser } from "@/lib/auth/current-user";
import { listKeys } from "@/lib/keys/list-keys";
import { listManagementKeys } from "@/lib/keys/management-keys";
import { env } from "@/lib/platform/env";
import { priceBook } from "@/lib/pricing/price-book";
import { readKeyBudgets } from "@/lib/tiers/read-spend";
import { dayOf, lastDays, startOfDay } from "@/lib/usage/days";
import { sumUsage } from "@/lib/usage/sum-usage";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

const VERBS = { limit: limitKeyAction, rotate: rotateKeyAction, rename: renameKeyAction, revoke: revokeKeyAction };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("keys"))("title") };
}

export default async function KeysPage({ searchParams }: { searchParams: SearchParams }) {
  const [{ workspace }, query, t] = await Promise.all([requireUser(), searchParams, getTranslations("keys")]);
  const isOwner = workspace.role === "owner";
  const [keys, prices] = await Promise.all([listKeys(workspace.id), priceBook()]);
  const revoked = keys.filter((key) => key.revokedAt);
  const shown = isOwner && query.show === "management" ? "management" : query.show === "revoked" ? "revoked" : "live";
  const offered = prices.offeredModels(new Date());
  const facts = { publicUrl: env.RELAIS_PUBLIC_URL, model: exampleModel(offered) };
  const segments = [
    { id: "live", name: t("show.live", { count: keys.length - revoked.length }), href: "/keys" },
    { id: "revoked", name: t("show.revoked", { count: revoked.length }), href: "/keys?show=revoked" },
    ...(isOwner ? [{ id: "management", name: t("management.title"), href: "/keys?show=management" }] : []),
  ];
  return (
    <>
      <NewKey action={createKeyAction} submissionKey={randomUUID()} {...facts} />
      <SegmentedControl label={t("show.label")} segments={segments} value={shown} className="justify-self-start" />
      {shown === "live" && (
        <LiveKeys workspace={workspace} keys={keys.filter((key) => !key.revokedAt)} models={offered} hasRevoked={revoked.length > 0} />
      )}
      {shown === "revoked" && (
        <Card isFlush>
          {revoked.length === 0 ? (
            <EmptyState title={t("revoked.none")} icon={<KeyRound />} />
          ) : (
            <KeyTable caption={t("show.revoked", { count: revoked.length })} keys={revoked} timeZone={workspace.timeZone} />
          )}
        </Card>
      )}
      {shown === "management" && (
        <ManagementKeys
          keys={await listManagementKeys(workspace.id)}
          timeZone={workspace.timeZone}
          submissionKey={randomUUID()}
          create={createManagementKeyAction}
          revoke={revokeManagementKeyAction}
        />
      )}
      {shown === "live" && <p className="text-small text-muted">{t("live.once")}</p>}
      {shown === "live" && keys.length > revoked.length && (
        <SavedKeySnippets {...facts}>
          <CodeBlock code={callSnippets({ ...facts, secret: "sk-relais-…" }).curl} label={t("snippets.curl")} />
        </SavedKeySnippets>
      )}
    </>
  );
}

type LiveKeysProps = {
  workspace: { id: string; timeZone: string };
  keys: Awaited<ReturnType<typeof listKeys>>;
  models: { id: string; displayName: string }[];
  hasRevoked: boolean;
};

async function LiveKeys({ workspace, keys, models, hasRevoked }: LiveKeysProps) {
  const { id, timeZone } = workspace;
  const now = new Date();
  const monthBegin = startOfDay(`${dayOf(now, timeZone).slice(0, 8)}01`, timeZone);
  const [t, budgets, sums] = await Promise.all([
    getTranslations("keys"),
    readKeyBudgets(id, now),
    sumUsage(id, { from: monthBegin, to: lastDays(1, timeZone, now).to, timeZone, by: ["key"], withoutSavings: true }),
  ]);
  const limitsOf = new Map(keys.map((key) => [key.id, key.limits]));
  const names = models.map(({ id: model, displayName }) => ({ id: model, name: displayName }));
  return (
    <Card isFlush>
      {keys.length === 0 ? (
        <EmptyState title={t("empty.title")} icon={<KeyRound />}>
          {t(hasRevoked ? "empty.allRevoked" : "empty.text")}
        </EmptyState>
      ) : (
        <KeyTable
          caption={t("live.title")}
          keys={keys}
          budgets={budgets}
          spent={new Map(sums.map((sum) => [sum.keyId ?? "", sum.chargeNano]))}
          timeZone={timeZone}
          actions={(key, describedBy) => (
            <KeyActions
              id={key.id}
              name={key.name}
              describedBy={describedBy}
              limits={shownLimits(limitsOf.get(key.id), timeZone)}
              models={names}
              verbs={VERBS}
            />
          )}
        />
      )}
    </Card>
  );
}

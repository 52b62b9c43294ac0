import { randomUUID } from "node:crypto";
import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createKeyAction, limitKeyAction, renameKeyAction, revokeKeyAction, rotateKeyAction } from "@/app/(portal)/keys/actions";
import { createManagementKeyAction, revokeManagementKeyAction } from "@/app/(portal)/keys/management-actions";
import { shownLimits } from "@/app/(portal)/keys/shown-limits";
import { CreateKey } from "@/components/keys/create-key";
import { KeyTable } from "@/components/keys/key-table";
import { LimitKey } from "@/components/keys/limit-key";
import { ManagementKeys } from "@/components/keys/management-keys";
import { RenameKey } from "@/components/keys/rename-key";
import { RevokeKey } from "@/components/keys/revoke-key";
import { RotateKey } from "@/components/keys/rotate-key";
import { SnippetTabs } from "@/components/keys/snippet-tabs";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { requireUser } from "@/lib/auth/current-user";
import { listKeys } from "@/lib/keys/list-keys";
import { listManagementKeys } from "@/lib/keys/management-keys";
import { env } from "@/lib/platform/env";
import { priceBook } from "@/lib/pricing/price-book";
import { readKeyBudgets } from "@/lib/tiers/read-spend";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("keys"))("title") };
}

export default async function KeysPage() {
  const { workspace } = await requireUser();
  const [keys, budgets] = await Promise.all([listKeys(workspace.id), readKeyBudgets(workspace.id, new Date())]);
  const live = keys.filter((key) => !key.revokedAt);
  const revoked = keys.filter((key) => key.revokedAt);
  const limitsOf = new Map(live.map((key) => [key.id, key.limits]));
  const models = (await priceBook()).offeredModels(new Date()).map(({ id, displayName }) => ({ id, name: displayName }));
  const t = await getTranslations("keys");
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Card title={t("create.title")}>
        <CreateKey action={createKeyAction} submissionKey={randomUUID()} publicUrl={env.RELAIS_PUBLIC_URL} />
      </Card>
      <Card title={t("live.title")} description={live.length > 0 ? t("live.once") : undefined} isFlush>
        {live.length === 0 ? (
          <EmptyState title={t("empty.title")} icon={<KeyRound />}>
            {t(revoked.length > 0 ? "empty.allRevoked" : "empty.text")}
          </EmptyState>
        ) : (
          <KeyTable
            caption={t("live.title")}
            keys={live}
            budgets={budgets}
            timeZone={workspace.timeZone}
            actions={(key, describedBy) => (
              <>
                <LimitKey
                  id={key.id}
                  name={key.name}
                  describedBy={describedBy}
                  limits={shownLimits(limitsOf.get(key.id), workspace.timeZone)}
                  models={models}
                  action={limitKeyAction}
                />
                <RotateKey id={key.id} name={key.name} describedBy={describedBy} action={rotateKeyAction} />
                <RenameKey id={key.id} name={key.name} describedBy={describedBy} action={renameKeyAction} />
                <RevokeKey id={key.id} name={key.name} describedBy={describedBy} action={revokeKeyAction} />
              </>
            )}
          />
        )}
      </Card>
      {revoked.length > 0 && (
        <details className="rounded-lg border bg-surface">
          <summary className="px-4 py-3 font-medium sm:px-5">{t("revoked.title", { count: revoked.length })}</summary>
          <KeyTable caption={t("revoked.title", { count: revoked.length })} keys={revoked} timeZone={workspace.timeZone} />
        </details>
      )}
      {live.length > 0 && (
        <details className="rounded-lg border bg-surface">
          <summary className="px-4 py-3 font-medium sm:px-5">{t("snippets.title")}</summary>
          <div className="min-w-0 px-4 pb-4 sm:px-5">
            <SnippetTabs publicUrl={env.RELAIS_PUBLIC_URL} />
          </div>
        </details>
      )}
      {workspace.role === "owner" && (
        <ManagementKeys
          keys={await listManagementKeys(workspace.id)}
          timeZone={workspace.timeZone}
          submissionKey={randomUUID()}
          create={createManagementKeyAction}
          revoke={revokeManagementKeyAction}
        />
      )}
    </>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import type { ExceptionAction, ExceptionState } from "@/components/limits/tier-state";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { keepTyped } from "@/components/ui/keep-typed";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import type { TableColumn } from "@/components/ui/table-column";

type ShownException = { workspaceId: string; name: string; owner: string | null; tier: string };

type TierExceptionsProps = { exceptions: ShownException[]; tiers: { id: string; name: string }[]; action: ExceptionAction };

const IDLE: ExceptionState = { kind: "idle" };

/** The workspaces that keep a tier whatever they top up, and the form that makes one more. */
export function TierExceptions({ exceptions, tiers, action }: TierExceptionsProps) {
  const t = useTranslations("limits.exceptions");
  const [state, send] = useActionState(action, IDLE);
  const columns: TableColumn<ShownException>[] = [
    { id: "name", name: t("workspace"), inList: "title", cell: ({ name }) => <bdi className="break-words">{name}</bdi> },
    { id: "owner", name: t("owner"), inList: "meta", cell: ({ owner }) => owner ?? t("noOwner") },
    { id: "tier", name: t("tier"), inList: "value", cell: ({ tier }) => tier },
  ];
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <Card title={t("caption")} description={t("note")} isFlush>
        {exceptions.length === 0 ? (
          <EmptyState title={t("none")} />
        ) : (
          <DataTable
            caption={t("caption")}
            columns={columns}
            rows={exceptions}
            rowId={({ workspaceId }) => workspaceId}
            rowMenu={({ workspaceId, name }) => (
              <form action={send}>
                <input type="hidden" name="who" value={workspaceId} />
                <SubmitButton look="ghost" size="small" aria-label={t("removeOf", { name })}>
                  {t("remove")}
                </SubmitButton>
              </form>
            )}
          />
        )}
      </Card>
      <Card title={t("add")}>
        <form action={send} onReset={keepTyped} noValidate className="grid gap-4">
          <Field label={t("who")} hint={t("whoHint")} error={state.kind === "wrong" && t("unknown")}>
            <Input
              name="who"
              defaultValue={state.kind === "wrong" ? state.who : ""}
              autoComplete="off"
              spellCheck={false}
              maxLength={320}
            />
          </Field>
          <Field label={t("tier")}>
            <Select name="tier" defaultValue={tiers.at(-1)?.id ?? ""}>
              {tiers.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
          {state.kind === "signed_out" && <SignedOutAlert />}
          {state.kind === "refused" && <Alert tone="danger">{t("failed")}</Alert>}
          {state.kind === "done" && <Alert tone="positive">{t("done")}</Alert>}
          <SubmitButton>{t("submit")}</SubmitButton>
        </form>
      </Card>
    </div>
  );
}

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { ChangeKeyAction, CreateKeyState } from "@/components/keys/key-state";
import { KeyTable, type TableKey } from "@/components/keys/key-table";
import { NewManagementKey } from "@/components/keys/new-management-key";
import { RevokeKey } from "@/components/keys/revoke-key";

type ManagementKeysProps = {
  keys: TableKey[];
  timeZone: string;
  submissionKey: string;
  create: (form: FormData) => Promise<CreateKeyState>;
  revoke: ChangeKeyAction;
};

/** Keys that manage keys by API. Few people need one, so the section is closed at first. */
export function ManagementKeys({ keys, timeZone, submissionKey, create, revoke }: ManagementKeysProps) {
  const t = useTranslations("keys.management");
  const live = keys.filter((key) => !key.revokedAt);
  const link = (text: ReactNode) => (
    <a href="/docs/api/keys" className="underline underline-offset-2">
      {text}
    </a>
  );
  return (
    <details className="rounded-lg border bg-surface" open={live.length > 0}>
      <summary className="px-4 py-3 font-medium sm:px-5">{t("title")}</summary>
      <div className="grid min-w-0 gap-4 px-4 pb-4 sm:px-5">
        <p className="max-w-prose text-body text-muted">{t.rich("text", { link })}</p>
        <NewManagementKey action={create} submissionKey={submissionKey} />
      </div>
      {live.length > 0 && (
        <KeyTable
          caption={t("title")}
          keys={live}
          timeZone={timeZone}
          actions={(key, describedBy) => <RevokeKey id={key.id} name={key.name} describedBy={describedBy} action={revoke} />}
        />
      )}
    </details>
  );
}

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { ChangeKeyAction, CreateKeyState } from "@/components/keys/key-state";
import { KeyTable, type TableKey } from "@/components/keys/key-table";
import { NewManagementKey } from "@/components/keys/new-management-key";
import { RevokeKey } from "@/components/keys/revoke-key";
import { Card } from "@/components/ui/card";

type ManagementKeysProps = {
  keys: TableKey[];
  timeZone: string;
  submissionKey: string;
  create: (form: FormData) => Promise<CreateKeyState>;
  revoke: ChangeKeyAction;
};

/** Keys that manage keys by API. */
export function ManagementKeys({ keys, timeZone, submissionKey, create, revoke }: ManagementKeysProps) {
  const t = useTranslations("keys.management");
  const live = keys.filter((key) => !key.revokedAt);
  const link = (text: ReactNode) => (
    <a href="/docs/api/keys" className="underline underline-offset-2">
      {text}
    </a>
  );
  return (
    <>
      <Card title={t("newTitle")} description={t.rich("text", { link })}>
        <NewManagementKey action={create} submissionKey={submissionKey} />
      </Card>
      {live.length > 0 && (
        <Card isFlush>
          <KeyTable
            caption={t("title")}
            keys={live}
            timeZone={timeZone}
            actions={(key, describedBy) => <RevokeKey id={key.id} name={key.name} describedBy={describedBy} action={revoke} />}
          />
        </Card>
      )}
    </>
  );
}

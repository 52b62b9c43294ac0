"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CreateKeyForm } from "@/components/keys/create-key-form";
import type { CreateKeyState } from "@/components/keys/key-state";
import { useCreateKey } from "@/components/keys/use-create-key";
import { Button } from "@/components/ui/button";
import { isolated } from "@/components/ui/isolated";
import { SubmitButton } from "@/components/ui/submit-button";

const loadSecretBox = () => import("@/components/keys/secret-box").then((module) => module.SecretBox);
const SecretBox = dynamic(loadSecretBox, { ssr: false });

type NewManagementKeyProps = { action: (form: FormData) => Promise<CreateKeyState>; submissionKey: string };

/** The form for a management key. The secret replaces it until the person confirms that it is saved. */
export function NewManagementKey({ action, submissionKey }: NewManagementKeyProps) {
  const t = useTranslations("keys");
  const [savedId, setSavedId] = useState<string | null>(null);
  const [isStored, setStored] = useState(false);
  const [state, send, noAnswer] = useCreateKey(action, loadSecretBox);
  if (state.kind === "created" && state.id !== savedId) {
    return (
      <div className="grid min-w-0 gap-3" role="status">
        <p className="font-medium">{t.rich("new.title", { ...isolated, name: state.name })}</p>
        <p className="text-body text-muted">{t("management.once")}</p>
        <SecretBox secret={state.secret} isStored={isStored} setStored={setStored} />
        <Button className="justify-self-start" disabled={!isStored} onClick={() => setSavedId(state.id)}>
          {t("new.done")}
        </Button>
      </div>
    );
  }
  return (
    <div className="max-w-md">
      <CreateKeyForm {...{ state, send, noAnswer, submissionKey }} label={t("management.name")}>
        <SubmitButton look="secondary" className="justify-self-start">
          {t("management.submit")}
        </SubmitButton>
      </CreateKeyForm>
    </div>
  );
}

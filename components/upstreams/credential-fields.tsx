import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input, inputLook } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { WrongField } from "@/components/upstreams/upstream-state";
import { type AccountKind, CREDENTIAL_KINDS, type CredentialKind } from "@/lib/upstream-accounts/account-form";

type CredentialFieldsProps = {
  kind: AccountKind;
  /** The kind of the stored credentials. */
  initial: CredentialKind | null;
  wrong: readonly WrongField[];
};

/** New credentials. The fields always start empty, because stored ones never leave the server. */
export function CredentialFields({ kind, initial, wrong }: CredentialFieldsProps) {
  const t = useTranslations("upstreams");
  const kinds: readonly CredentialKind[] = CREDENTIAL_KINDS[kind];
  const [chosen, setChosen] = useState<CredentialKind>(initial ?? kinds[0] ?? "secret");
  return (
    <fieldset className="grid gap-4 rounded-md border p-3">
      <legend className="float-left w-full text-small text-muted">{t("secretNote")}</legend>
      {kinds.length > 1 ? (
        <Field label={t("fields.credentialKind")} error={wrong.includes("credentialKind") && t("wrong.credentialKind")}>
          <Select name="credentialKind" value={chosen} onChange={(event) => setChosen(event.target.value as CredentialKind)}>
            {kinds.map((each) => (
              <option key={each} value={each}>
                {t(`credentialKinds.${each}`)}
              </option>
            ))}
          </Select>
        </Field>
      ) : (
        <input type="hidden" name="credentialKind" value={chosen} />
      )}
      {(chosen === "secret" || chosen === "api-key") && <SecretField field="secret" wrong={wrong} />}
      {chosen === "access-key" && (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <SecretField field="accessKeyId" wrong={wrong} />
          <SecretField field="secretAccessKey" wrong={wrong} />
        </div>
      )}
      {chosen === "service-account" && (
        <Field
          label={t("fields.serviceAccount")}
          hint={t("fields.serviceAccountHint")}
          error={wrong.includes("serviceAccount") && t("wrong.serviceAccount")}
        >
          <textarea
            name="serviceAccount"
            rows={4}
            autoComplete="off"
            spellCheck={false}
            className={`${inputLook} h-auto! py-2 font-mono text-small!`}
          />
        </Field>
      )}
      {chosen === "adc" && <p className="text-body text-muted">{t("fields.adcHint")}</p>}
    </fieldset>
  );
}

type SecretFieldProps = { field: "secret" | "accessKeyId" | "secretAccessKey"; wrong: readonly WrongField[] };

function SecretField({ field, wrong }: SecretFieldProps) {
  const t = useTranslations("upstreams");
  return (
    <Field label={t(`fields.${field}`)} error={wrong.includes(field) && t(`wrong.${field}`)}>
      {/* Browsers offer to remember a password for this address, unless the field is declared a new one. */}
      <Input name={field} type={field === "accessKeyId" ? "text" : "password"} autoComplete="new-password" spellCheck={false} />
    </Field>
  );
}

type ReplaceCredentialsProps = {
  credentialKind: CredentialKind | null;
  isReplacing: boolean;
  isWrong: boolean;
  onChange: (isReplacing: boolean) => void;
};

/** Whether the edit brings new credentials. */
export function ReplaceCredentials({ credentialKind, isReplacing, isWrong, onChange }: ReplaceCredentialsProps) {
  const t = useTranslations("upstreams");
  const hint = credentialKind ? t("edit.replaceHint", { kind: t(`credentialKinds.${credentialKind}`) }) : t("edit.replaceLost");
  return (
    <div className="grid gap-1">
      <label className="flex min-h-8 items-center gap-2 text-body font-medium">
        <input
          type="checkbox"
          checked={isReplacing}
          onChange={(event) => onChange(event.target.checked)}
          aria-describedby="replace-hint"
          className="size-4 accent-accent"
        />
        {t("edit.replace")}
      </label>
      <p id="replace-hint" className="text-small text-muted">
        {hint}
      </p>
      {isWrong && (
        <p role="alert" className="text-small font-medium text-danger">
          {t("wrong.credentialKind")}
        </p>
      )}
    </div>
  );
}

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { ModelChoice } from "@/components/upstreams/model-choice";
import { LinesField, TextField } from "@/components/upstreams/text-field";
import type { CatalogueModel, WrongField } from "@/components/upstreams/upstream-state";
import { type AccountForm, type AccountKind, BEDROCK_ROUTES } from "@/lib/upstream-accounts/account-form";

type AccountFieldsProps = {
  kind: AccountKind;
  initial: AccountForm;
  catalogue: CatalogueModel[];
  wrong: readonly WrongField[];
  credentials: ReactNode;
};

/** The fields of an upstream account, by its kind. The credentials are in the middle, where a person who adds one expects them. */
export function AccountFields({ kind, initial, catalogue, wrong, credentials }: AccountFieldsProps) {
  const t = useTranslations("upstreams");
  const text = { initial, wrong };
  const isAdvancedWrong = (["baseUrl", "quotaProject", "modelIds", "betas"] as const).some((field) => wrong.includes(field));
  return (
    <>
      <input type="hidden" name="kind" value={kind} />
      <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <TextField {...text} field="name" hint={t("fields.nameHint")} error={wrong.includes("taken") && t("wrong.taken")} />
        <TextField {...text} field="weight" inputMode="numeric" />
      </div>
      <p className="-mt-2 text-small text-muted">{t("fields.weightHint")}</p>
      {kind === "bedrock" && (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <TextField {...text} field="region" hint={t("fields.regionHint")} />
          <Field label={t("fields.route")} hint={t("fields.routeHint")} error={wrong.includes("route") && t("wrong.route")}>
            <Select name="route" defaultValue={initial.route}>
              {BEDROCK_ROUTES.map((each) => (
                <option key={each} value={each}>
                  {t(`routes.${each}`)}
                </option>
              ))}
            </Select>
          </Field>
        </div>
      )}
      {kind === "vertex" && (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <TextField {...text} field="project" hint={t("fields.projectHint")} />
          <TextField {...text} field="location" hint={t("fields.locationHint")} />
        </div>
      )}
      {credentials}
      <ModelChoice chosen={initial.models} catalogue={catalogue} />
      {/* Opens when it contains an error: a folded error is not visible. */}
      <details open={isAdvancedWrong || undefined} className="rounded-md border px-3 py-2">
        <summary className="text-body font-medium">{t("advanced")}</summary>
        <div className="grid gap-4 pt-3 pb-1">
          <TextField {...text} field="baseUrl" hint={t("fields.baseUrlHint")} inputMode="url" />
          {kind === "vertex" && <TextField {...text} field="quotaProject" hint={t("fields.quotaProjectHint")} />}
          {kind !== "claude-api" && <LinesField {...text} field="modelIds" hint={t("fields.modelIdsHint")} />}
          {kind !== "claude-api" && <LinesField {...text} field="betas" hint={t("fields.betasHint")} />}
        </div>
      </details>
    </>
  );
}

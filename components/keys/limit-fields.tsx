import { useTranslations } from "next-intl";
import type { LimitField, ShownLimits } from "@/components/keys/key-state";
import { Field } from "@/components/ui/field";
import { Input, inputLook } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { BUDGET_PERIODS } from "@/lib/basics/budget-periods";

type LimitFieldsProps = { limits: ShownLimits; models: { id: string; name: string }[]; wrong: LimitField[] };

export function LimitFields({ limits, models, wrong }: LimitFieldsProps) {
  const t = useTranslations("keys.limits");
  const error = (field: LimitField) => wrong.includes(field) && t(`invalid.${field}`);
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={t("budget")} hint={t("budgetHint")} error={error("budget")}>
          <Input name="budget" inputMode="decimal" defaultValue={limits.budget} autoComplete="off" />
        </Field>
        <Field label={t("period")} error={error("budgetPeriod")}>
          <Select name="budgetPeriod" defaultValue={limits.budgetPeriod}>
            {BUDGET_PERIODS.map((period) => (
              <option key={period} value={period}>
                {t(`periods.${period}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t("requestsPerMinute")} error={error("requestsPerMinute")}>
          <Input name="requestsPerMinute" inputMode="numeric" defaultValue={limits.requestsPerMinute} autoComplete="off" />
        </Field>
        <Field label={t("tokensPerMinute")} error={error("tokensPerMinute")}>
          <Input name="tokensPerMinute" inputMode="numeric" defaultValue={limits.tokensPerMinute} autoComplete="off" />
        </Field>
      </div>
      <Field label={t("expiresOn")} hint={t("expiresHint")} error={error("expiresOn")}>
        <Input name="expiresOn" type="date" defaultValue={limits.expiresOn} />
      </Field>
      <fieldset className="grid gap-1.5">
        <legend className="text-body font-medium text-ink">{t("models")}</legend>
        <p className="text-small text-muted">{t("modelsHint")}</p>
        {error("models") && (
          <p role="alert" className="text-small font-medium text-danger">
            {error("models")}
          </p>
        )}
        <div className="grid max-h-40 gap-1 overflow-y-auto rounded-md border p-2 sm:grid-cols-2">
          {models.map(({ id, name }) => (
            <label key={id} className="flex min-h-8 items-center gap-2 text-body">
              <input
                type="checkbox"
                name="models"
                value={id}
                defaultChecked={limits.models.includes(id)}
                className="size-4 accent-accent"
              />
              {name}
            </label>
          ))}
        </div>
      </fieldset>
      <Field label={t("addresses")} hint={t("addressesHint")} error={error("addresses")}>
        <textarea
          name="addresses"
          rows={2}
          defaultValue={limits.addresses}
          autoComplete="off"
          spellCheck={false}
          className={`${inputLook} h-auto! py-2 font-mono`}
        />
      </Field>
    </>
  );
}

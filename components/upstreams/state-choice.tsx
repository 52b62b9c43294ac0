import { useTranslations } from "next-intl";
import type { AccountState } from "@/lib/upstream-accounts/read-accounts";

export const STATES = ["enabled", "draining", "disabled"] as const;

/** Enabled, draining or disabled, each with its meaning. */
export function StateChoice({ chosen }: { chosen: AccountState }) {
  const t = useTranslations("upstreams");
  return (
    <fieldset className="grid gap-1">
      <legend className="sr-only">{t("table.state")}</legend>
      {STATES.map((each) => (
        <label key={each} className="flex gap-3 rounded-md border p-3 text-body has-checked:border-accent has-checked:bg-accent-soft">
          <input type="radio" name="state" value={each} defaultChecked={each === chosen} className="mt-0.5 size-4 shrink-0 accent-accent" />
          <span className="grid gap-0.5">
            <span className="font-medium">{t(`states.${each}`)}</span>
            <span className="text-ink/80">{t(`stateTexts.${each}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

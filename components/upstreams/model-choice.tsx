import { useTranslations } from "next-intl";
import type { CatalogueModel } from "@/components/upstreams/upstream-state";

type ModelChoiceProps = { chosen: string[]; catalogue: CatalogueModel[] };

/** The models that an account may serve. A model that is no longer on offer stays chosen until an admin unticks it. */
export function ModelChoice({ chosen, catalogue }: ModelChoiceProps) {
  const t = useTranslations("upstreams.fields");
  const gone = chosen.filter((id) => !catalogue.some((model) => model.id === id));
  return (
    <fieldset className="grid gap-1.5">
      <legend className="text-body font-medium text-ink">{t("models")}</legend>
      <p className="text-small text-muted">{t("modelsHint")}</p>
      <div className="grid max-h-40 gap-1 overflow-y-auto rounded-md border p-2 sm:grid-cols-2">
        {[...catalogue, ...gone.map((id) => ({ id, name: id }))].map(({ id, name }) => (
          <label key={id} className="flex min-h-8 items-center gap-2 text-body">
            <input type="checkbox" name="models" value={id} defaultChecked={chosen.includes(id)} className="size-4 accent-accent" />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

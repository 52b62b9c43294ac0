import { useTranslations } from "next-intl";
import { CodeBlock } from "@/components/ui/code-block";

type OperationSamplesProps = { name: string; id: string; samples: { lang: string; label: string; source: string }[] };

/** Written out, since the build finds classes by their text. */
const SHOWN_BY: Record<string, string> = {
  shell: "group-has-[[value=shell]:checked]/samples:block",
  python: "group-has-[[value=python]:checked]/samples:block",
  javascript: "group-has-[[value=javascript]:checked]/samples:block",
};

/** One operation as a person would type it in each language. The choice needs no script. */
export function OperationSamples({ name, id, samples }: OperationSamplesProps) {
  const t = useTranslations("reference");
  return (
    <div className="group/samples grid min-w-0 gap-3">
      <fieldset className="flex gap-4 border-b">
        <legend className="sr-only">{t("language")}</legend>
        {samples.map(({ lang, label }, index) => (
          <label
            key={lang}
            className="-mb-px cursor-pointer border-b-2 border-transparent px-0.5 py-2 text-body font-medium whitespace-nowrap text-muted hover:text-ink has-checked:border-accent has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input type="radio" name={`${id}-language`} value={lang} defaultChecked={index === 0} className="sr-only" />
            {label}
          </label>
        ))}
      </fieldset>
      {samples.map(({ lang, label, source }) => (
        <div key={lang} className={`hidden min-w-0 ${SHOWN_BY[lang] ?? "block"}`}>
          <CodeBlock code={source} label={t("sample", { name, language: label })} />
        </div>
      ))}
    </div>
  );
}

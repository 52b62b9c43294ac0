import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

type KeyValueProps = {
  title?: ReactNode;
  /** A value of null, false or "" is one that was not reported. */
  pairs: readonly { name: string; value: ReactNode; id?: string }[];
};

/** Facts by name, in one group. */
export function KeyValue({ title, pairs }: KeyValueProps) {
  const t = useTranslations("controls");
  return (
    <section className="grid gap-1.5">
      {title && <h3 className="text-caption text-muted">{title}</h3>}
      <dl className="grid text-small">
        {pairs.map(({ name, value, id }) => {
          const isKnown = value !== null && value !== undefined && value !== false && value !== "";
          return (
            <div key={id ?? name} className="flex items-baseline justify-between gap-4 border-b border-line-subtle py-1.5 last:border-b-0">
              <dt className="shrink-0 text-muted">{name}</dt>
              <dd className="min-w-0 text-right break-words">{isKnown ? value : <span className="text-faint">{t("notReported")}</span>}</dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

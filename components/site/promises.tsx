import { useTranslations } from "next-intl";

const PROMISES = ["receipt", "neverBelowZero", "caching", "failed", "versions", "privacy"] as const;

/** The promises to a customer. Each of them has a test. */
export function Promises() {
  const t = useTranslations("home.promises");
  return (
    <section className="border-t bg-surface">
      <div className="mx-auto max-w-6xl px-4 py-16 sm:px-6">
        <h2 className="mb-8 text-section">{t("title")}</h2>
        <dl className="grid gap-px overflow-hidden rounded-lg border bg-line sm:grid-cols-2 lg:grid-cols-3">
          {PROMISES.map((each) => (
            <div key={each} className="grid content-start gap-1.5 bg-surface p-5">
              <dt className="font-medium">{t(`${each}.title`)}</dt>
              <dd className="text-body text-muted">{t(`${each}.text`)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}

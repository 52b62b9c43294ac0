import { useTranslations } from "next-intl";
import { PromiseDrawing } from "@/components/site/promise-drawing";

/** Each of these promises has a test. */
const PAIRS = [
  { topic: "bill", promises: ["receipt", "versions"] },
  { topic: "balance", promises: ["neverBelowZero", "failed"] },
  { topic: "cache", promises: ["caching", "privacy"] },
] as const;

/** The promises to a customer, two by two. */
export function Promises() {
  const t = useTranslations("home.promises");
  return (
    <section className="border-t bg-surface">
      <div className="mx-auto grid max-w-6xl gap-10 px-4 py-16 sm:px-6">
        <h2 className="text-section">{t("title")}</h2>
        <div className="grid gap-x-12 gap-y-12 lg:grid-cols-3">
          {PAIRS.map(({ topic, promises }) => (
            <div key={topic} className="grid content-start gap-6 max-lg:sm:grid-cols-[15rem_minmax(0,1fr)] max-lg:sm:gap-10">
              <PromiseDrawing topic={topic} />
              <dl className="grid content-start gap-5">
                {promises.map((each) => (
                  <div key={each} className="grid gap-1">
                    <dt className="text-h2">{t(`${each}.title`)}</dt>
                    <dd className="text-body text-muted">{t(`${each}.text`)}</dd>
                  </div>
                ))}
              </dl>
            </div>
          ))}
        </div>
      </div>
    </section>
  );
}

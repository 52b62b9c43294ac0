import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

type StartStepProps = { number: number; state: "done" | "now" | "later"; title: string; text?: ReactNode; children?: ReactNode };

const MARKS = {
  done: "border-positive bg-positive-soft text-positive",
  now: "border-accent bg-accent text-on-accent",
  later: "border-line-strong text-muted",
};

/** One of the steps to the first call. It is filled in on this page. */
export function StartStep({ number, state, title, text, children }: StartStepProps) {
  const t = useTranslations("start");
  return (
    <li aria-current={state === "now" ? "step" : undefined} className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-3">
      <span aria-hidden className={`figure grid size-6 place-items-center rounded-full border text-caption ${MARKS[state]}`}>
        {state === "done" ? <Check className="size-3.5" /> : number}
      </span>
      <div className="grid min-w-0 gap-3 pt-0.5">
        <div className="grid gap-0.5">
          <h3 className={`text-h3 ${state === "later" ? "text-muted" : ""}`}>
            {title} {state === "done" && <span className="sr-only">({t("done")})</span>}
          </h3>
          {text && <div className="text-small text-muted">{text}</div>}
        </div>
        {children}
      </div>
    </li>
  );
}

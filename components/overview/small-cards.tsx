import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { KeyBudget } from "@/components/keys/key-budget";
import { Count } from "@/components/ui/count";
import { Money } from "@/components/ui/money";
import { Sparkline } from "@/components/ui/sparkline";
import type { Key } from "@/lib/keys/key";
import type { KeyBudget as Budget } from "@/lib/tiers/read-spend";
import { cacheHitRate, netSavingNano } from "@/lib/usage/add-up-usage";
import type { UsageFigures } from "@/lib/usage/sum-usage";

type CourseProps = { figures: UsageFigures /** One for each bar of the period. */; steps: UsageFigures[]; step: "day" | "hour" };

export function SavedCard({ figures, steps, step }: CourseProps) {
  const t = useTranslations("overview");
  const format = useFormatter();
  const rate = cacheHitRate(figures.tokens);
  const savings = steps.map((each) => Number(netSavingNano(each) / 1_000n));
  return (
    <SmallCard title={t("saved")}>
      <p className="flex items-end justify-between gap-3">
        <span className="figure text-figure-s">
          <Money amountNano={netSavingNano(figures)} kind="balance" />
        </span>
        <Sparkline label={t("savedCourse", { step })} values={savings.map((each) => Math.max(0, each))} />
      </p>
      <p className="text-small text-muted">
        {rate === null ? t("noPrompt") : t("hitRate", { rate: format.number(rate, { style: "percent", maximumFractionDigits: 1 }) })}
      </p>
    </SmallCard>
  );
}

export function CallsCard({ figures, steps, step }: CourseProps) {
  const t = useTranslations("overview");
  return (
    <SmallCard title={t("calls")}>
      <p className="flex items-end justify-between gap-3">
        <span className="figure text-figure-s">
          <Count value={figures.requests} />
        </span>
        <Sparkline label={t("callsCourse", { step })} values={steps.map(({ requests }) => requests)} />
      </p>
      <p className="text-small text-muted">{t("free", { count: figures.freeRequests })}</p>
    </SmallCard>
  );
}

const SHOWN_KEYS = 3;

export function KeysCard({ keys, budgets, timeZone }: { keys: Key[]; budgets: Map<string, Budget>; timeZone: string }) {
  const t = useTranslations("overview");
  const nearest = keys
    .flatMap((key) => {
      const budget = budgets.get(key.id);
      return budget ? [{ key, budget }] : [];
    })
    .sort((a, b) => usedPermille(b.budget) - usedPermille(a.budget))
    .slice(0, SHOWN_KEYS);
  return (
    <SmallCard title={t("keys")}>
      {nearest.length === 0 ? (
        <p className="text-small text-muted">
          {t.rich("noBudgets", {
            link: (text) => (
              <Link href="/keys" className="text-accent underline underline-offset-4">
                {text}
              </Link>
            ),
          })}
        </p>
      ) : (
        <ul className="grid gap-3 text-small">
          {nearest.map(({ key, budget }) => (
            <li key={key.id} className="grid gap-1">
              <Link href={`/keys/${key.id}`} className="truncate font-medium hover:underline">
                <bdi>{key.name}</bdi>
              </Link>
              <KeyBudget budget={budget} timeZone={timeZone} />
            </li>
          ))}
        </ul>
      )}
    </SmallCard>
  );
}

function SmallCard({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid min-w-0 content-start gap-2 rounded-lg border bg-surface p-4">
      <h2 className="text-small text-muted">{title}</h2>
      {children}
    </section>
  );
}

/** Thousandths of the budget that are spent or held. */
export function usedPermille({ limitNano, spentNano, heldNano }: Budget): number {
  if (!limitNano) return 0;
  return Number(((spentNano + heldNano) * 1_000n) / limitNano);
}

import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { usedPermille } from "@/components/overview/small-cards";
import { SupportLink } from "@/components/shell/support";
import { isolated } from "@/components/ui/isolated";
import { moneyText } from "@/components/ui/money-display";
import { StatusDot } from "@/components/ui/status-dot";
import type { Key } from "@/lib/keys/key";
import type { Wallet } from "@/lib/ledger/wallet";
import type { KeyBudget } from "@/lib/tiers/read-spend";

const SOON_MS = 7 * 86_400_000;

type AttentionProps = {
  wallet: Wallet;
  keys: Key[];
  budgets: Map<string, KeyBudget>;
  /** The address that is not verified, if there is one. */
  unverified: string | null;
  timeZone: string;
  now: Date;
};

/** What stops calls or soon will, each in one line. */
export function Attention({ wallet, keys, budgets, unverified, timeZone, now }: AttentionProps) {
  const t = useTranslations("overview.attention");
  const periods = useTranslations("keys.budget.periods");
  const format = useFormatter();
  const locale = useLocale();
  const lines: { id: string; tone: "danger" | "warning"; text: ReactNode }[] = [];
  if (wallet.isFrozen) lines.push({ id: "frozen", tone: "danger", text: <Stopped text={t("frozen")} /> });
  if (wallet.isQuestioned) lines.push({ id: "questioned", tone: "danger", text: <Stopped text={t("questioned")} /> });
  if (wallet.owedNano > 0n)
    lines.push({ id: "owed", tone: "danger", text: t("owed", { owed: moneyText(wallet.owedNano, "sum", locale) }) });
  for (const { id, name, limits } of keys) {
    const budget = budgets.get(id);
    const { expiresAt } = limits;
    if (budget && usedPermille(budget) >= 1_000) {
      lines.push({ id: `spent-${id}`, tone: "warning", text: t.rich("spent", { ...isolated, name, period: periods(budget.period) }) });
    }
    if (expiresAt && expiresAt <= now) lines.push({ id: `over-${id}`, tone: "warning", text: t.rich("expired", { ...isolated, name }) });
    else if (expiresAt && expiresAt.getTime() - now.getTime() < SOON_MS) {
      const day = format.dateTime(new Date(expiresAt.getTime() - 1), { timeZone, day: "numeric", month: "short" });
      lines.push({ id: `soon-${id}`, tone: "warning", text: t.rich("expiring", { ...isolated, name, day }) });
    }
  }
  if (unverified) lines.push({ id: "unverified", tone: "warning", text: t("unverified", { email: unverified }) });
  return (
    <section className="min-w-0 rounded-lg border bg-surface p-4">
      <h2 className="pb-3 text-h3">{t("title")}</h2>
      {lines.length === 0 ? (
        <p className="text-small text-muted">{t("nothing")}</p>
      ) : (
        <ul className="grid gap-2.5 text-small">
          {lines.map(({ id, tone, text }) => (
            <li key={id} className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-2">
              <StatusDot tone={tone}>{""}</StatusDot>
              <span className="min-w-0 break-words">{text}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What only the operator can settle. */
function Stopped({ text }: { text: string }) {
  return (
    <>
      <span className="block">{text}</span>
      <SupportLink />
    </>
  );
}

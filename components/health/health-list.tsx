import { ChevronRight, CircleCheck, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { moneyText } from "@/components/ui/money-display";

type HealthFacts = {
  /** Wallets whose books do not balance; null if the check took too long. */
  books: number | null;
  wallets: number;
  frozen: number;
  /** What each workspace owes that owes something. */
  owing: bigint[];
  openEvents: number;
  failures: number;
  pendingEvents: number;
  oldestPendingMinutes: number;
  offered: number;
  /** Models that nobody can call, by name. */
  unpriced: string[];
  accounts: number;
  accountsTakingCalls: number;
  accountsInTrouble: string[];
};

type Line = {
  name: "books" | "frozen" | "owed" | "payments" | "failures" | "webhooks" | "prices" | "upstreams";
  href: string;
  text: string;
  isWell: boolean;
};

/** Webhooks take seconds. After this time something holds them back. */
const LATE_MINUTES = 2;

/** One line for each thing that can be wrong, what needs somebody first, each with the page that deals with it. */
export function HealthList({ facts }: { facts: HealthFacts }) {
  const t = useTranslations("admin");
  const lines = useLines(facts).toSorted((a, b) => Number(a.isWell) - Number(b.isWell));
  const wrong = lines.filter(({ isWell }) => !isWell).length;
  return (
    <Card title={wrong === 0 ? t("allWell") : t("needsYou", { count: wrong })} isFlush>
      <ul aria-label={t("title")} className="divide-y divide-line-subtle border-t border-line-subtle">
        {lines.map(({ name, href, text, isWell }) => (
          <li key={name}>
            <Link
              href={href}
              className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-2.5 hover:bg-hover sm:grid-cols-[auto_11rem_minmax(0,1fr)_auto]"
            >
              {isWell ? (
                <CircleCheck role="img" aria-label={t("state.well")} className="size-4 text-positive" />
              ) : (
                <TriangleAlert role="img" aria-label={t("state.wrong")} className="size-4 text-warning" />
              )}
              <span className="font-medium">{t(`${name}.title`)}</span>
              <span className="break-words text-muted max-sm:col-start-2">{text}</span>
              <ChevronRight aria-hidden className="size-4 text-faint max-sm:col-start-3 max-sm:row-start-1" />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function useLines(facts: HealthFacts): Line[] {
  const t = useTranslations("admin");
  const locale = useLocale();
  const sum = moneyText(
    facts.owing.reduce((total, each) => total + each, 0n),
    "sum",
    locale,
  );
  const list = new Intl.ListFormat(locale);
  const line = (name: Line["name"], href: string, count: number, more: Record<string, string | number> = {}): Line => ({
    name,
    href,
    isWell: count === 0,
    text: count === 0 ? t(`${name}.well`, { count: 0 }) : t(`${name}.wrong`, { count, ...more }),
  });
  return [
    booksLine(),
    line("frozen", "/admin/payments", facts.frozen),
    line("owed", "/admin/payments", facts.owing.length, { sum }),
    line("payments", "/admin/payments", facts.openEvents),
    line("failures", "/admin/failures", facts.failures),
    line("webhooks", "/admin/payments", facts.oldestPendingMinutes >= LATE_MINUTES ? facts.pendingEvents : 0, {
      minutes: facts.oldestPendingMinutes,
    }),
    {
      ...line("prices", "/admin/prices", facts.unpriced.length, { models: list.format(facts.unpriced) }),
      ...(facts.unpriced.length === 0 && { text: t("prices.well", { count: facts.offered }) }),
    },
    upstreamLine(),
  ];

  function booksLine(): Line {
    if (facts.books === null) return { name: "books", href: "/admin/payments", isWell: false, text: t("books.unknown") };
    const known = line("books", "/admin/payments", facts.books);
    return known.isWell ? { ...known, text: t("books.well", { count: facts.wallets }) } : known;
  }

  function upstreamLine(): Line {
    const place = { name: "upstreams", href: "/admin/upstreams" } as const;
    const names = facts.accountsInTrouble;
    if (names.length > 0)
      return { ...place, isWell: false, text: t("upstreams.wrong", { count: names.length, names: list.format(names) }) };
    if (facts.accounts === 0) return { ...place, isWell: true, text: t("upstreams.none") };
    return { ...place, isWell: facts.accountsTakingCalls > 0, text: t("upstreams.well", { count: facts.accountsTakingCalls }) };
  }
}

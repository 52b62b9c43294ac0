import { useFormatter, useLocale, useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { currencyText } from "@/components/ui/currency-text";
import { moneyText } from "@/components/ui/money-display";
import { nanoFromCents } from "@/lib/basics/money";
import type { TopUpProgress } from "@/lib/topups/billing";

const KNOWN_DECLINES = ["insufficient_funds", "expired_card", "incorrect_cvc"] as const;

/** The result of the payment in a sentence, and whether anything was charged. */
export function ReturnMessage({ progress, hasLeft, email }: { progress: TopUpProgress; hasLeft: boolean; email: string }) {
  const t = useTranslations("billing.return");
  const locale = useLocale();
  const format = useFormatter();
  const { chargeMinor, currency, payBy } = progress;
  const asked = currencyText(BigInt(chargeMinor), currency, locale);
  const until = payBy && format.dateTime(new Date(payBy), { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
  const facts = {
    asked,
    until: until ?? "",
    paid: moneyText(nanoFromCents(progress.amountCents), "exact", locale),
    email,
    reference: progress.id,
  };
  const reason = t(`declinedReason.${KNOWN_DECLINES.find((each) => each === progress.declineCode) ?? "other"}`);
  const { tone, key } = messageOf(progress, hasLeft);
  return (
    <Alert tone={tone} title={t(`${key}Title`, facts)}>
      <p>{t(`${key}Text`, { ...facts, reason })}</p>
    </Alert>
  );
}

function messageOf({ state, declineCode, payBy }: TopUpProgress, hasLeft: boolean) {
  if (state === "processing" && payBy) return { tone: "neutral", key: "voucher" } as const;
  if (state === "created" && declineCode) return { tone: "danger", key: "declined" } as const;
  if (state === "created") return hasLeft ? ({ tone: "neutral", key: "left" } as const) : ({ tone: "neutral", key: "waiting" } as const);
  return MESSAGES[state];
}

const MESSAGES = {
  paid: { tone: "positive", key: "paid" },
  processing: { tone: "neutral", key: "processing" },
  failed: { tone: "danger", key: "failed" },
  expired: { tone: "warning", key: "expired" },
  review: { tone: "warning", key: "review" },
} as const;

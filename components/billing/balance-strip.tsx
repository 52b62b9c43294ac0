import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { AvailableBalance } from "@/components/shell/available-balance";
import { SupportLink } from "@/components/shell/support";
import { Alert } from "@/components/ui/alert";
import { Money } from "@/components/ui/money";
import { moneyText } from "@/components/ui/money-display";
import { Stat, StatStrip } from "@/components/ui/stat";
import type { Billing } from "@/lib/topups/billing";

type BalanceStripProps = { wallet: Billing["wallet"] /** The balance in a form that follows a payment. */; available?: ReactNode };

/** The spendable, reserved and owed money, kept apart so that a hold never looks like lost money. */
export function BalanceStrip({ wallet, available }: BalanceStripProps) {
  const t = useTranslations("billing.balance");
  const locale = useLocale();
  return (
    <>
      {wallet.isFrozen && (
        <Alert tone="danger" title={t("frozenTitle")}>
          <p>{t("frozenText")}</p>
          <SupportLink />
        </Alert>
      )}
      {wallet.isQuestioned && (
        <Alert tone="danger" title={t("questionTitle")}>
          <p>{t("questionText")}</p>
          <SupportLink />
        </Alert>
      )}
      {wallet.owedNano > 0n && (
        <Alert tone="warning" title={t("owedTitle")}>
          {t("owedText", { owed: moneyText(wallet.owedNano, "sum", locale) })}
        </Alert>
      )}
      <StatStrip>
        <Stat
          label={t("available")}
          value={available ?? <AvailableBalance availableNano={wallet.availableNano} />}
          note={t("availableNote")}
        />
        <Stat
          label={t("held")}
          value={<Money amountNano={wallet.heldNano} kind="sum" />}
          note={t("heldNote", { count: wallet.holdsInFlight })}
        />
        <Stat label={t("spent")} value={<Money amountNano={wallet.spentTotalNano} kind="sum" />} note={t("spentNote")} />
        {wallet.debtNano > 0n && <Stat label={t("debt")} value={<Money amountNano={wallet.debtNano} kind="sum" />} note={t("debtNote")} />}
      </StatStrip>
    </>
  );
}

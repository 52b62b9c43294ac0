import { useTranslations } from "next-intl";
import type { OrderActions } from "@/components/billing/order-actions";
import { SubmitButton } from "@/components/ui/submit-button";

/** What to do with an order that is not paid: go on to its payment page, or drop it. */
export function OpenOrderButtons({ topUpId, actions }: { topUpId: string; actions: OrderActions }) {
  const t = useTranslations("billing.return");
  return (
    <div className="flex flex-wrap gap-2">
      <form action={actions.goOn}>
        <input type="hidden" name="topUpId" value={topUpId} />
        <SubmitButton>{t("continue")}</SubmitButton>
      </form>
      <form action={actions.cancel}>
        <input type="hidden" name="topUpId" value={topUpId} />
        <SubmitButton look="secondary">{t("cancel")}</SubmitButton>
      </form>
    </div>
  );
}

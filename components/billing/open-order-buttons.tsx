import { useTranslations } from "next-intl";
import type { OrderActions } from "@/components/billing/order-actions";
import { OrderButtons } from "@/components/billing/order-buttons";

/** The buttons of the order from whose payment page the person has just come back. */
export function OpenOrderButtons({ topUpId, actions }: { topUpId: string; actions: OrderActions }) {
  const t = useTranslations("billing.return");
  return (
    <OrderButtons topUpId={topUpId} actions={actions} goOn={{ text: t("continue") }} cancel={{ text: t("cancel"), look: "secondary" }} />
  );
}

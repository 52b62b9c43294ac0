import type { ComponentProps, ReactNode } from "react";
import type { OrderActions } from "@/components/billing/order-actions";
import { SubmitButton } from "@/components/ui/submit-button";

type OrderButton = { text: string; label?: string; look?: ComponentProps<typeof SubmitButton>["look"] };

type OrderButtonsProps = { topUpId: string; actions: OrderActions; goOn: OrderButton; cancel: OrderButton; size?: "small" | "medium" };

/** What to do with an order that is not paid: go on to its payment page, or drop it. */
export function OrderButtons({ topUpId, actions, goOn, cancel, size = "medium" }: OrderButtonsProps): ReactNode {
  return (
    <form className="flex flex-wrap gap-x-4 gap-y-2">
      <input type="hidden" name="topUpId" value={topUpId} />
      <SubmitButton formAction={actions.goOn} look={goOn.look} size={size} aria-label={goOn.label}>
        {goOn.text}
      </SubmitButton>
      <SubmitButton formAction={actions.cancel} look={cancel.look} size={size} aria-label={cancel.label}>
        {cancel.text}
      </SubmitButton>
    </form>
  );
}

import { Money } from "@/components/ui/money";

/** The spendable balance now. At most once on a page: tests and screen readers find it by its name. */
export function AvailableBalance({ availableNano }: { availableNano: bigint }) {
  return (
    <span data-testid="balance-available">
      <Money amountNano={availableNano} kind="balance" />
    </span>
  );
}

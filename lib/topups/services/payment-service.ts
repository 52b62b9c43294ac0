import type { Order } from "@/lib/topups/orders/order";

/** What a payment service says of an order now. */
export type Look = {
  /** What differs between the order and what the service has; null if everything agrees. Such an order is never credited. */
  mismatch: string | null;
  /** `processing` is a payment that was made and is not there yet, such as a voucher or a debit. */
  outcome: "open" | "paid" | "processing" | "failed" | "expired";
  payment: { id: string; receiptUrl: string | null } | null;
  /** Why the last try was refused. */
  declineCode: string | null;
  /** What the buyer still has to do for a payment under way: until when, and where it is shown. */
  payBy: Date | null;
  instructionsUrl: string | null;
};

/** A refund at the service, by the service's own id and state. */
type ServiceRefund = { id: string; status: string };

type RefundRequest = {
  /** The payment at the service. */
  paymentId: string;
  /** In the smallest unit of the order's currency. */
  amountMinor: number;
  /** The same key is the same refund, however often it is asked for. */
  key: string;
  metadata: Record<string, string>;
};

/**
 * A service that takes money. Each verb may be repeated. A verb throws an error for which `isServiceAway` is true where the service does
 * not answer: the same order may be tried again.
 */
export type PaymentService = {
  /** The other side of the ledger's entry. */
  contra: string;
  /** Makes the order's payment at the service and stores its reference as the order's session. Returns where the person pays; null if it is over already. */
  open(order: Order): Promise<PaymentPage | null>;
  /** Where the person pays an order that was opened before; null once it can no longer be paid there. */
  page(order: Order): Promise<PaymentPage | null>;
  look(order: Order): Promise<Look>;
  /** Ends an order that is not paid. An order that was paid or ended meanwhile stays as it is. */
  close(order: Order): Promise<void>;
  refund(request: RefundRequest): Promise<ServiceRefund>;
};

/** An address of the service, or our own page of the order, which says how to pay. */
export type PaymentPage = { kind: "service"; url: string } | { kind: "own" };

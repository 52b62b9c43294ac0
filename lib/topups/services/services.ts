import "server-only";
import type { ServiceName } from "@/lib/topups/orders/order";
import type { PaymentService } from "@/lib/topups/services/payment-service";
import { stripeService } from "@/lib/topups/services/stripe/stripe-service";

const SERVICES: Record<ServiceName, PaymentService> = { stripe: stripeService };

/** The service that takes the money of an order. */
export function serviceOf({ service }: { service: ServiceName }): PaymentService {
  return SERVICES[service];
}

import { noSuch } from "../errors";
import { type Form, textAt } from "../form";
import type { Made } from "../refunds/create-refund";
import type { StripeStandIn } from "../stand-in";

export type Route = [method: string, path: RegExp, handler: (standIn: StripeStandIn, form: Form, id: string) => Made<unknown>];

/** An answer without events. */
export const read = (object: unknown): Made<unknown> => ({ object, events: [] });

export function found<T>(table: Map<string, T>, kind: string, id: string): T {
  const object = table.get(id);
  if (!object) throw noSuch(kind, id);
  return object;
}

/** Lists of one payment, by its intent or its charge. */
export function byPayment(form: Form) {
  const intent = textAt(form, "payment_intent");
  const charge = textAt(form, "charge");
  return (each: { payment_intent?: unknown; charge?: unknown }) =>
    (intent === null || each.payment_intent === intent) && (charge === null || each.charge === charge);
}

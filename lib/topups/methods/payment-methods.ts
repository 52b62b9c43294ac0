import { BANK_PAYMENTS } from "@/lib/topups/methods/bank-payments";
import type { CountryCode } from "@/lib/topups/methods/countries";
import { METHOD_NAMES, type MethodName, type PaymentMethod } from "@/lib/topups/methods/method";
import { WALLETS } from "@/lib/topups/methods/wallets";

const BY_NAME = new Map([...WALLETS, ...BANK_PAYMENTS].map((method) => [method.name, method]));

/** Every way to pay through Checkout, in the order of their names in `METHOD_NAMES`. */
export const PAYMENT_METHODS: readonly PaymentMethod[] = METHOD_NAMES.map(paymentMethod);

export function paymentMethod(name: MethodName): PaymentMethod {
  const method = BY_NAME.get(name);
  if (!method) throw new Error(`no table says what ${name} is`);
  return method;
}

export function isMethodName(text: string): text is MethodName {
  return METHOD_NAMES.some((name) => name === text);
}

/** Whether an account of this country can have the method, on its own or because Stripe invited it. */
export function acceptsAccount(method: PaymentMethod, account: CountryCode, isInvited = false): boolean {
  if (method.accounts === null || method.accounts.includes(account)) return true;
  return isInvited && method.accountsByInvitation.includes(account);
}

import { invalidParam, refused } from "../errors";
import type { Account } from "../money/account";
import { converted, moneyText } from "../money/currencies";
import { KNOWN_METHODS } from "./known-methods";
import { hasAccountsIn, METHOD_RULES, type MethodRule, takesCurrency } from "./method-rules";

export type Wanted = {
  /** Empty: whatever the account has switched on. */
  allowed: string[];
  currency: string;
  amount: number;
  isAdaptive: boolean;
  /** The session will charge the method again without the shopper. */
  isSaved: boolean;
};

type Fault = "off" | "account" | "currency" | "single_use" | "too_small" | "too_large";

/** The methods that the page shows. One that does not fit is left out without an error, unless none is left. */
export function eligibleMethods(account: Account, wanted: Wanted): string[] {
  const unknown = wanted.allowed.findIndex((name) => !KNOWN_METHODS.includes(name));
  if (unknown >= 0)
    throw invalidParam(
      `allowed_payment_method_types[${unknown}]`,
      `Invalid allowed_payment_method_types[${unknown}]: must be one of ${KNOWN_METHODS.join(", ")}`,
      "parameter_invalid_enum",
    );
  const names = wanted.allowed.length > 0 ? account.enabledMethods.filter((name) => wanted.allowed.includes(name)) : account.enabledMethods;
  const faults = names.map((name) => [name, faultOf(account, name, wanted)] as const);
  const left = faults.filter(([, fault]) => fault === null).map(([name]) => name);
  if (left.length === 0) refuse(faults, wanted);
  return left;
}

/** The currency in which the shopper sees the price; null where it is the session's own. */
export function localCurrency(account: Account, method: string, { currency, isAdaptive }: Pick<Wanted, "currency" | "isAdaptive">) {
  const { adaptive } = METHOD_RULES[method] ?? {};
  if (!isAdaptive || !adaptive || adaptive === "any" || !account.settles(currency)) return null;
  return takesCurrency(METHOD_RULES[method] as MethodRule, account.country, currency) ? null : adaptive;
}

function faultOf(account: Account, name: string, wanted: Wanted): Fault | null {
  const rule = METHOD_RULES[name];
  if (!rule) return "off";
  if (!hasAccountsIn(rule, account.country) && !account.invitedTo.includes(name)) return "account";
  const isLocal = localCurrency(account, name, wanted) !== null && ["usd", "eur"].includes(wanted.currency);
  if (!takesCurrency(rule, account.country, wanted.currency) && !isLocal) return "currency";
  if (wanted.isSaved && !rule.isReusable) return "single_use";
  const at = (currency: string) => converted(wanted.amount, wanted.currency, currency);
  if (rule.least && at(rule.least[1]) < rule.least[0]) return "too_small";
  return rule.most && at(rule.most[1]) > rule.most[0] ? "too_large" : null;
}

function refuse(faults: (readonly [string, Fault | null])[], { currency }: Wanted): never {
  const [name, fault] = faults.find(([, each]) => each === "too_small" || each === "too_large") ?? [];
  const rule = METHOD_RULES[name ?? ""];
  if (fault === "too_small" && rule?.least)
    throw invalidParam("line_items", `Amount must be at least ${moneyText(...rule.least)} to be paid with ${name}.`, "amount_too_small");
  if (fault === "too_large" && rule?.most)
    throw invalidParam("line_items", `Amount must be no more than ${moneyText(...rule.most)} to be paid with ${name}.`, "amount_too_large");
  throw refused(
    `No valid payment method types for this Checkout Session. Please ensure that you have activated payment methods compatible with your chosen currency (${currency}) in your dashboard.`,
  );
}

import type Stripe from "stripe";
import { invalidParam, missingParam } from "../errors";
import { type Form, textAt, wholeAt } from "../form";
import { KNOWN_METHODS } from "../methods/known-methods";
import { METHOD_RULES } from "../methods/method-rules";

type Options = Stripe.Checkout.Session.PaymentMethodOptions;

/** How long a code or a voucher may be paid: Stripe's bounds, and what holds where a session does not say. */
const EXPIRIES = {
  pix: { name: "expires_after_seconds", least: 60, most: 1_209_600, usual: 14_400 },
  oxxo: { name: "expires_after_days", least: 1, most: 7, usual: 3 },
  boleto: { name: "expires_after_days", least: 0, most: 60, usual: 3 },
} as const;

/** `payment_method_options`, as the session shows them. */
export function methodOptions(form: Form, allowed: string[]): Options | null {
  const asked = form.payment_method_options;
  const options: Record<string, Record<string, unknown>> = {};
  for (const [method, values] of Object.entries((asked ?? {}) as Form)) {
    const at = `payment_method_options[${method}]`;
    if (!KNOWN_METHODS.includes(method)) throw invalidParam(at, `Received unknown parameter: ${at}`, "parameter_unknown");
    options[method] = { ...(values as Form) };
    const usage = textAt(values as Form, "setup_future_usage");
    if (usage && usage !== "none" && METHOD_RULES[method] && !METHOD_RULES[method].isReusable)
      throw invalidParam(`${at}[setup_future_usage]`, `Invalid ${at}[setup_future_usage]: must be none`, "parameter_invalid_enum");
  }
  for (const [method, { name, least, most }] of Object.entries(EXPIRIES)) {
    const at = `payment_method_options[${method}][${name}]`;
    const text = textAt(form, "payment_method_options", method, name);
    if (text === null) continue;
    const value = wholeAt(text, at);
    if (value < least || value > most)
      throw invalidParam(at, `Invalid ${at}: must be between ${least} and ${most}`, "parameter_invalid_integer");
    Object.assign(options[method] ?? {}, { [name]: value });
  }
  if (allowed.includes("wechat_pay") && textAt(form, "payment_method_options", "wechat_pay", "client") !== "web")
    throw missingParam("payment_method_options[wechat_pay][client]");
  return asked === undefined ? null : (options as Options);
}

/** When a code or voucher of this session ends, in seconds from now. */
export function expirySeconds(session: Stripe.Checkout.Session, method: string): number {
  const MULTIBANCO_DAYS = 7;
  if (!(method in EXPIRIES)) return MULTIBANCO_DAYS * 86_400;
  const { name, usual } = EXPIRIES[method as keyof typeof EXPIRIES];
  const said = (session.payment_method_options as Record<string, Record<string, number>> | null)?.[method]?.[name] ?? usual;
  // A voucher of zero days ends with its day.
  return name === "expires_after_days" ? Math.max(said, 0.5) * 86_400 : said;
}

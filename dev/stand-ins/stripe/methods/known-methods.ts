import type Stripe from "stripe";

type Literal<T> = T extends string ? (string extends T ? never : T) : never;
export type KnownMethod = Literal<Stripe.Checkout.SessionCreateParams.AllowedPaymentMethodType>;

const NAMES =
  "acss_debit affirm afterpay_clearpay alipay alma amazon_pay au_becs_debit bacs_debit bancontact billie bizum blik boleto card cashapp crypto customer_balance eps fpx giropay grabpay ideal kakao_pay klarna konbini kr_card link mb_way mobilepay multibanco naver_pay nz_bank_account oxxo p24 pay_by_bank payco paynow paypal paypay payto pix promptpay revolut_pay samsung_pay satispay scalapay sepa_debit sequra sofort sunbit swish twint upi us_bank_account wechat_pay zip";

/** Every name that `allowed_payment_method_types` takes. */
export const KNOWN_METHODS = NAMES.split(" ");

/** What a shopper reads. */
export const METHOD_LABELS: Record<string, string> = {
  card: "Card",
  link: "Link",
  paypal: "PayPal",
  cashapp: "Cash App Pay",
  alipay: "Alipay 支付宝",
  wechat_pay: "WeChat Pay 微信支付",
  pix: "Pix",
  upi: "UPI",
  bizum: "Bizum",
  ideal: "iDEAL | Wero",
  bancontact: "Bancontact",
  p24: "Przelewy24",
  blik: "BLIK",
  multibanco: "Multibanco",
  sepa_debit: "SEPA Direct Debit",
  oxxo: "OXXO",
  boleto: "Boleto",
  crypto: "Stablecoins",
};

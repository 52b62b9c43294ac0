import { IMPLEMENTED_METHODS } from "../methods/method-rules";

const EURO = "AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK".split(" ");

const CURRENCIES: Record<string, string> = {
  ...Object.fromEntries(EURO.map((country) => [country, "eur"])),
  AE: "aed",
  AU: "aud",
  BR: "brl",
  CA: "cad",
  CH: "chf",
  CZ: "czk",
  DK: "dkk",
  GB: "gbp",
  GI: "gbp",
  HK: "hkd",
  HU: "huf",
  IN: "inr",
  JP: "jpy",
  LI: "chf",
  MX: "mxn",
  MY: "myr",
  NO: "nok",
  NZ: "nzd",
  PL: "pln",
  RO: "ron",
  SE: "sek",
  SG: "sgd",
  TH: "thb",
  US: "usd",
};

/** The Stripe account that the key belongs to, as its owner set it up in the Dashboard. */
export class Account {
  country = "US";
  /** The methods that are switched on in the Dashboard: all of them, so that a sandbox can show each. */
  enabledMethods = [...IMPLEMENTED_METHODS];
  /** Methods that are otherwise closed to accounts of this country. */
  invitedTo: string[] = [];
  /** Currencies with a bank account of their own; any other one is converted on arrival. */
  furtherCurrencies: string[] = [];
  /** What a session does that does not say. */
  isAdaptiveByDefault = false;

  get currency(): string {
    return CURRENCIES[this.country] ?? "usd";
  }

  settles(currency: string): boolean {
    return currency === this.currency || this.furtherCurrencies.includes(currency);
  }

  /** Takes what a control request names, and says what is set now. */
  change(wanted: Partial<Account>): object {
    if (wanted.country !== undefined && !(wanted.country in CURRENCIES)) throw new Error(`Stripe has no accounts in ${wanted.country}`);
    const { country, enabledMethods, invitedTo, furtherCurrencies, isAdaptiveByDefault } = { ...this, ...wanted };
    const next = { country, enabledMethods, invitedTo, furtherCurrencies, isAdaptiveByDefault };
    Object.assign(this, next);
    return { ...next, currency: this.currency };
  }
}

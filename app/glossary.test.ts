import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Each thing has one word on every page. `not` are other words for it; `except` are texts in which they mean something else, and why. */
const WORDS: { word: string; not: RegExp; except?: RegExp }[] = [
  { word: "balance", not: /\b(funds|deposits?|store credit)\b/i },
  { word: "top-up", not: /\b(recharges?|deposit(s|ed)?|refill(s|ed)?|pre-?payments?)\b/i },
  { word: "top up (verb), top-up (noun)", not: /\btopups?\b/i },
  { word: "held", not: /\b(reserved?|reservations?|pre-?charged?|pre-?authori[sz]ed|blocked)\b/i },
  { word: "charge", not: /\b(billed to customers|debit(s|ed)?)\b/i, except: /^SEPA Direct Debit$/ },
  { word: "price", not: /\b(tariffs?|pricing (plan|config)|rate cards?)\b/i },
  // "Credit" is an entry of the ledger; credits as a currency do not exist.
  { word: "balance", not: /\b(your|buy|add|available|remaining) credits?\b/i },
  { word: "key", not: /\b(API|access|auth|bearer|secret) tokens?\b/i },
  { word: "API key (of an upstream), key", not: /\b(passkey|apikey|api-key)s?\b/i },
  { word: "secret", not: /\b(plaintext|plain text key)\b/i },
  // Of a batch, of a rate, and of HTTP it is a request; a call is what is charged.
  { word: "call", not: /\b(invocations?|queries|hits per)\b/i },
  { word: "upstream", not: /\b(vendors?|channels?|back-?ends?)\b/i },
  { word: "upstream", not: /\bproviders?\b/i, except: /provider’s own/ },
  // A shop of OXXO's takes money for a voucher, and no other word is printed on it.
  { word: "receipt (of a call or top-up)", not: /\b(invoices?|vouchers?)\b/i, except: /\b(a|the) voucher/i },
  { word: "workspace", not: /\b(organi[sz]ations?|tenants?|teams?)\b/i },
  { word: "owner", not: /\b(super ?users?|root user)\b/i },
  { word: "usage tier", not: /\b(usage (level|plan)s?|service tiers?)\b/i },
  { word: "rate limit", not: /\b(throttl(e|ed|ing)|quota exceeded|speed limits?)\b/i },
  { word: "budget (of a key), monthly cap (of a workspace)", not: /\b(spend(ing)? (limit|cap|quota)s?|credit limits?)\b/i },
  { word: "Email", not: /\bE-mail\b|\be-mail\b/ },
  { word: "sign in, sign out, sign up", not: /\blog(ged)? ?(in|out|on|off)\b|\bsign ?on\b|\bregister(ed)?\b/i },
  { word: "dispute", not: /\bcharge-?backs?\b/i },
  { word: "frozen", not: /\b(suspended|locked out|banned)\b/i, except: /Anthropic.* banned/ },
  { word: "cache write, cache read", not: /\bcache (creation|hits?)\b/i },
  { word: "in force", not: /\b(takes? force|comes? into effect|in effect)\b/i },
  { word: "time zone", not: /\btimezones?\b/i },
  { word: "Status", not: /^(State|Outcome)$/ },
  { word: "Amount", not: /^(Change|Value)$/, except: /^Change$/ },
  { word: "plain modern English", not: /\b(anew|whoever|of which|thereof|dearer|herein|whatsoever)\b/i },
];

/** Sentences that had to be read twice, or that promised what nobody may promise. */
const GONE = [
  "what you put in, and what left it",
  "the first that everybody guesses",
  "do not belong together",
  "whose days your workspace goes by",
  "hold within a second",
  "hold now",
  "through your mail",
  "has a slip in it",
  "looks the same from here",
  "stands here with its state",
  "Since the workspace was made",
  "none of them free",
  "Equals your ledger exactly",
  "Free: lost",
  "In one piece",
  "Passed over",
  "left alone",
  "Nothing may cost nothing",
  "too large to be meant",
  "The spend a month holds",
  "Goes upstream as it is",
  "Takes a key",
  "starting or out of order",
  "Pay or cancel one of them below",
  "Ready for calls now",
  "has been told",
];

type Text = { name: string; text: string };

function textsOf(node: object, name: string): Text[] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === "string" ? [{ name: `${name}.${key}`, text: value }] : textsOf(value as object, `${name}.${key}`),
  );
}

/** What people read: without the names of arguments and of their branches, so that `{spendLimit}` is no word. */
function wordsOf(text: string): string {
  let words = text.replace(/<\/?[a-zA-Z]+>/g, "");
  for (let before = ""; before !== words; ) {
    before = words;
    words = words.replace(/\{\w+\}|\{\w+, (number|date|time)[^{}]*\}/g, "…");
    words = words.replace(/(?:\w+|=\d+) \{([^{}]*)\}/g, "$1 ").replace(/\{\w+, (?:plural|select|selectordinal),([^{}]*)\}/g, "$1");
  }
  return words;
}

const TEXTS = readdirSync("messages/en").flatMap((file) =>
  textsOf(JSON.parse(readFileSync(`messages/en/${file}`, "utf8")) as object, file.replace(".json", "")),
);

test.each(WORDS)("$word has one word ($not)", ({ not, except }) => {
  const others = TEXTS.filter(({ text }) => not.test(wordsOf(text)) && !except?.test(text));
  expect(others.map(({ name, text }) => `${name}: ${text}`)).toEqual([]);
});

test("no sentence that had to be read twice comes back", () => {
  const back = TEXTS.filter(({ text }) => GONE.some((gone) => text.toLowerCase().includes(gone.toLowerCase())));
  expect(back.map(({ name, text }) => `${name}: ${text}`)).toEqual([]);
});

test("the words of a text are those that people read", () => {
  expect(wordsOf("{count, plural, one {# login of {name}} other {# log ins}} <b>here</b>")).toBe(" # login of …  # log ins  here");
  expect(TEXTS.length).toBeGreaterThan(1_000);
});

import admin from "@/messages/en/admin.json";
import auth from "@/messages/en/auth.json";
import billing from "@/messages/en/billing.json";
import calls from "@/messages/en/calls.json";
import codes from "@/messages/en/codes.json";
import controls from "@/messages/en/controls.json";
import failures from "@/messages/en/failures.json";
import home from "@/messages/en/home.json";
import interruptions from "@/messages/en/interruptions.json";
import keys from "@/messages/en/keys.json";
import limits from "@/messages/en/limits.json";
import overview from "@/messages/en/overview.json";
import payments from "@/messages/en/payments.json";
import prices from "@/messages/en/prices.json";
import reference from "@/messages/en/reference.json";
import shell from "@/messages/en/shell.json";
import site from "@/messages/en/site.json";
import start from "@/messages/en/start.json";
import upstreams from "@/messages/en/upstreams.json";
import usage from "@/messages/en/usage.json";

/**
 * Message files, one per family of pages, so that a page's words are in one file. Each is imported by its full name: with a
 * variable in `import()` the production build keeps only one file.
 */
const english = {
  admin,
  auth,
  billing,
  calls,
  codes,
  controls,
  failures,
  home,
  interruptions,
  keys,
  limits,
  overview,
  payments,
  prices,
  reference,
  shell,
  site,
  start,
  upstreams,
  usage,
};

/** The name of a message file. */
export type Family = keyof typeof english;

export async function loadMessages(_locale: string): Promise<Record<string, unknown>> {
  return english;
}

// With this, a key that no file has does not compile.
declare module "next-intl" {
  interface AppConfig {
    Messages: typeof english;
  }
}

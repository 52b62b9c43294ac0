import { chromium } from "@playwright/test";
import { findChromium } from "../../dev/chromium";
import { createKey, signUp } from "../steps";

/** The product for the clients. Without a key that has no balance, the cases that need one are skipped. */
export type Product = { url: string; key: string; emptyKey: string | null };

/** The sandbox that was started for this run: it prints a key with a balance. */
export async function sandboxProduct({ url, output }: { url: string; output(): string }): Promise<Product> {
  const key = /sk-relais-\w+/.exec(output())?.[0];
  if (!key) throw new Error("The start printed no key.");
  return { url, key, emptyKey: await emptyKey(url) };
}

/** The key of a person who has just signed up. Null where there is no browser for the sign-up. */
export async function emptyKey(url: string): Promise<string | null> {
  const executablePath = await findChromium().catch(() => null);
  if (!executablePath) return null;
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage({ baseURL: url });
    await signUp(page);
    return await createKey(page, "Empty");
  } finally {
    await browser.close();
  }
}

"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { localDecimal } from "@/components/ui/money-display";
import { decimalText, RATE_PLACES } from "@/lib/basics/decimal";
import { dollarsFromNano } from "@/lib/basics/money";
import { NO_TOKENS } from "@/lib/basics/tokens";
import type { Rates } from "@/lib/pricing/price";
import { receipt } from "@/lib/pricing/receipt";

const PROMPT = { input: 412, cacheRead: 18_240 };
const ANSWER_TOKENS = 655;
/** As many digits as the whole answer has, so that no figure moves while it ticks. */
const FIRST_TOKENS = 100;
/** What moves by itself for longer would need a button that stops it. */
const ANSWER_MS = 4_500;
const TICK_MS = 60;
const PLACES = 6;

/** The receipt of a call whose answer arrives while the page is open, at today's price: what the product does, beside the forms. */
export function ReceiptSpecimen({ model, rates }: { model: string; rates: Rates }) {
  const t = useTranslations("auth.specimen");
  const format = useFormatter();
  const locale = useLocale();
  const output = useArrivingTokens();
  const { lines, priceNano } = receipt({ tokens: { ...NO_TOKENS, ...PROMPT, output }, webSearches: 0, modifiers: [] }, rates);
  const dollars = (decimal: string, places: number) =>
    localDecimal(decimal, locale, { style: "currency", currency: "USD", minimumFractionDigits: places });
  return (
    <figure className="grid gap-5">
      <div className="figure rounded-lg border bg-surface p-6 text-body shadow-raised">
        <p className="flex justify-between gap-4 border-b border-dashed border-line-strong pb-3">
          <span>{model}</span>
          <span className="text-muted">{t("receipt")}</span>
        </p>
        <dl className="grid gap-2 py-4">
          {lines.map(
            (line) =>
              line.kind === "tokens" &&
              isShown(line.tokenClass) && (
                <div key={line.tokenClass} className="grid grid-cols-[1fr_auto_6rem] gap-x-4">
                  <dt className="text-muted">{t(line.tokenClass)}</dt>
                  <dd className="text-right">
                    {format.number(line.tokens)} × {dollars(decimalText(line.pricePico * line.multiplierPpm, 2 * RATE_PLACES), 2)}
                  </dd>
                  <dd className="text-right">{dollars(line.amount, PLACES)}</dd>
                </div>
              ),
          )}
        </dl>
        <p className="flex justify-between gap-4 border-t border-dashed border-line-strong pt-3 font-semibold">
          <span>{t("charged")}</span>
          <span>{dollars(dollarsFromNano(priceNano), PLACES)}</span>
        </p>
      </div>
      <figcaption className="max-w-prose text-body text-muted">{t("caption")}</figcaption>
    </figure>
  );
}

function isShown(tokenClass: string): tokenClass is "input" | "cacheRead" | "output" {
  return tokenClass === "input" || tokenClass === "cacheRead" || tokenClass === "output";
}

/** The tokens of the answer so far; all of them without scripts, and for readers who want no motion. */
function useArrivingTokens(): number {
  const [tokens, setTokens] = useState(ANSWER_TOKENS);
  useEffect(() => {
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const startedMs = performance.now();
    const timer = setInterval(() => {
      const passed = Math.min(1, (performance.now() - startedMs) / ANSWER_MS);
      setTokens(FIRST_TOKENS + Math.floor((ANSWER_TOKENS - FIRST_TOKENS) * passed));
      if (passed === 1) clearInterval(timer);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return tokens;
}

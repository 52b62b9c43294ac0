"use client";

import { useLocale, useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef } from "react";
import { currencyText } from "@/components/ui/currency-text";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import type { OfferedMethod, WithheldMethod } from "@/lib/topups/methods/offers";
import { paymentMethod } from "@/lib/topups/methods/payment-methods";

/** A country with its name in the reader's language, made by the server: browsers name some countries differently. */
export type NamedCountry = { code: string; name: string };

type WaysToPayProps = {
  countries: readonly NamedCountry[];
  country: string;
  setCountry: (code: string) => void;
  offered: readonly OfferedMethod[];
  withheld: readonly WithheldMethod[];
  chosen: OfferedMethod | undefined;
  choose: (name: string) => void;
  /** False while the typed amount is none: then no sum is known. */
  hasSums: boolean;
};

/** The buyer's country and the ways to pay that fit it, most likely first, each with the sum that it asks for. */
export function WaysToPay({ countries, country, setCountry, offered, withheld, chosen, choose, hasSums }: WaysToPayProps) {
  const t = useTranslations("billing.ways");
  const select = useRef<HTMLSelectElement>(null);
  const ways = useRef<HTMLFieldSetElement>(null);
  const takeChoices = useEffectEvent(() => {
    const method = ways.current?.querySelector<HTMLInputElement>("input:checked")?.value;
    if (select.current && select.current.value !== country) setCountry(select.current.value);
    if (method && method !== chosen?.name) choose(method);
  });
  // What was chosen before the page's scripts ran has sent no event.
  useEffect(() => takeChoices(), []);
  const likely = offered.filter(({ isLikely }) => isLikely);
  const first = likely.length > 0 ? likely : offered;
  const others = offered.filter((offer) => !first.includes(offer));
  // A method of another country's is missed by nobody.
  const missing = withheld.filter(({ isLikely, reason }) => isLikely && reason !== "not_for_operator_country" && reason !== "turned_off");
  const row = (offer: OfferedMethod) => <Way key={offer.name} offer={offer} isChosen={offer === chosen} choose={choose} hasSum={hasSums} />;
  return (
    <>
      <Field label={t("country")} hint={t("countryHint")}>
        <Select ref={select} name="country" autoComplete="country" value={country} onChange={(event) => setCountry(event.target.value)}>
          <option value="">{t("noCountry")}</option>
          {countries.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <fieldset ref={ways} className="grid gap-2">
        <legend className="mb-1.5 text-small font-medium">{t("legend")}</legend>
        {first.map(row)}
        {others.length > 0 && (
          <details open={chosen && others.includes(chosen)}>
            <summary className="py-1 text-small text-muted">{t("more", { count: others.length })}</summary>
            <div className="mt-2 grid gap-2">{others.map(row)}</div>
          </details>
        )}
        {missing.length > 0 && (
          <ul className="grid gap-1 text-small text-muted">
            {missing.map((each) => (
              <li key={each.name}>
                <Reason withheld={each} />
              </li>
            ))}
          </ul>
        )}
      </fieldset>
    </>
  );
}

type WayProps = { offer: OfferedMethod; isChosen: boolean; choose: (name: string) => void; hasSum: boolean };

function Way({ offer, isChosen, choose, hasSum }: WayProps) {
  const t = useTranslations("billing.ways");
  const locale = useLocale();
  const { name, charge, isPricedByStripe } = offer;
  const { answer } = paymentMethod(name);
  const note = isPricedByStripe
    ? t("byStripe")
    : answer.kind === "voucher" || answer.kind === "debit"
      ? t(`takes.${answer.kind}`, { days: answer.days })
      : null;
  return (
    <label className="flex items-start gap-3 rounded-md border px-3 py-2 text-small has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2">
      <input
        type="radio"
        name="method"
        value={name}
        checked={isChosen}
        onChange={() => choose(name)}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span className="grid grow">
        <span className="font-medium">{t(`names.${name}`)}</span>
        {note && <span className="text-muted">{note}</span>}
      </span>
      {hasSum && <span className="figure shrink-0">{currencyText(charge.amountMinor, charge.currency, locale)}</span>}
    </label>
  );
}

function Reason({ withheld }: { withheld: WithheldMethod }) {
  const t = useTranslations("billing.ways");
  const locale = useLocale();
  const method = t(`names.${withheld.name}`);
  if (withheld.reason !== "too_small" && withheld.reason !== "too_large") return t("withheld.other", { method });
  const { amountMinor, currency } = withheld.limit;
  return t(`withheld.${withheld.reason}`, { method, limit: currencyText(amountMinor, currency, locale) });
}

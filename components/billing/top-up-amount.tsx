import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PRESET_DOLLARS } from "@/lib/topups/orders/amounts";

type TopUpAmountProps = { amount: string; setAmount: (amount: string) => void; hint: ReactNode; error: ReactNode };

/** The amount, typed or chosen. */
export function TopUpAmount({ amount, setAmount, hint, error }: TopUpAmountProps) {
  const t = useTranslations("billing.topUp");
  return (
    <>
      <fieldset className="grid grid-cols-5 gap-2">
        <legend className="sr-only">{t("presets")}</legend>
        {PRESET_DOLLARS.map((preset) => (
          <Button
            key={preset}
            look="secondary"
            aria-pressed={amount === preset}
            className="px-0! aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-strong"
            onClick={() => setAmount(preset)}
          >
            ${preset}
          </Button>
        ))}
      </fieldset>
      <Field label={t("amount")} hint={hint} error={error}>
        <Input
          name="amount"
          type="text"
          inputMode="decimal"
          autoComplete="transaction-amount"
          value={amount}
          onChange={(event) => setAmount(event.target.value)}
        />
      </Field>
    </>
  );
}

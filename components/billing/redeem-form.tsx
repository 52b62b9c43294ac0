"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { keepTyped } from "@/components/ui/keep-typed";
import { moneyText } from "@/components/ui/money-display";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import type { SignedOut } from "@/lib/auth/signed-out";

const FAULTS = ["empty", "refused", "unverified", "repeated", "failed"] as const;
type Fault = (typeof FAULTS)[number];

export type RedeemState =
  | SignedOut
  | { kind: "idle" | Fault }
  | { kind: "wait"; seconds: number }
  | { kind: "redeemed"; amountNano: bigint; creditUntil: Date | null };

export type RedeemAction = (previous: RedeemState, form: FormData) => Promise<RedeemState>;

/** A code in place of a payment. Closed at first, since most people have none; open while it has something to say. */
export function RedeemForm({ action, timeZone }: { action: RedeemAction; timeZone: string }) {
  const t = useTranslations("billing.redeem");
  const locale = useLocale();
  const format = useFormatter();
  const [state, send, noAnswer] = useFormAction(action, { kind: "idle" });
  const error = state.kind === "wait" ? t("wait", { seconds: state.seconds }) : isFault(state) && t(state.kind);
  return (
    <details className="mt-4 border-t pt-3" open={state.kind !== "idle" || noAnswer !== null || undefined}>
      <summary className="cursor-pointer text-body font-medium">{t("open")}</summary>
      <form action={send} onReset={state.kind === "redeemed" && !noAnswer ? undefined : keepTyped} noValidate className="grid gap-3 pt-3">
        <NoAnswerAlert reason={noAnswer} />
        {!noAnswer && state.kind === "signed_out" && <SignedOutAlert />}
        {!noAnswer && state.kind === "redeemed" && (
          <Alert tone="positive">
            {t("done", {
              amount: moneyText(state.amountNano, "exact", locale),
              until: state.creditUntil ? format.dateTime(state.creditUntil, { timeZone, dateStyle: "medium" }) : "none",
            })}
          </Alert>
        )}
        <Field label={t("label")} hint={t("hint")} error={error}>
          <Input name="code" autoComplete="off" autoCapitalize="characters" spellCheck={false} className="font-mono" />
        </Field>
        <div>
          <SubmitButton look="secondary">{t("submit")}</SubmitButton>
        </div>
      </form>
    </details>
  );
}

function isFault(state: RedeemState): state is { kind: Fault } {
  return FAULTS.some((each) => each === state.kind);
}

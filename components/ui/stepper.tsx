"use client";

import { Minus, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { SubmitButton } from "@/components/ui/submit-button";

type StepperProps = {
  /** What is counted, and what each button does, for screen readers. */
  words: { label: string; less: string; more: string };
  /** The field of the form that has the next number. */
  name: string;
  value: number;
  least: number;
  most: number;
  /** Other fields of the form. */
  fields: Record<string, string>;
  action: (form: FormData) => void;
  /** Why the last step was not taken. */
  refusal?: ReactNode;
};

/** A whole number with a button for one less and one more. Each is the submit button of one form, so it works without scripts. */
export function Stepper({ words, name, value, least, most, fields, action, refusal }: StepperProps) {
  const step = { look: "ghost", size: "small", name, className: "px-1.5!" } as const;
  return (
    <form action={action} aria-label={words.label} className="relative z-10 inline-grid justify-items-end gap-1">
      {Object.entries(fields).map(([field, text]) => (
        <input key={field} type="hidden" name={field} value={text} />
      ))}
      <span className="inline-flex items-center">
        <SubmitButton {...step} value={value - 1} disabled={value <= least} aria-label={words.less}>
          <Minus aria-hidden />
        </SubmitButton>
        <span className="figure min-w-8 text-center">{value}</span>
        <SubmitButton {...step} value={value + 1} disabled={value >= most} aria-label={words.more}>
          <Plus aria-hidden />
        </SubmitButton>
      </span>
      {refusal}
    </form>
  );
}

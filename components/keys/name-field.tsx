import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { MAX_NAME_LENGTH, type NameFault } from "@/lib/keys/key-name";

type NameFieldProps = { label: string; hint?: ReactNode; defaultValue?: string; state: { kind: string; fault?: NameFault } };

/** The name of a key. The browser cuts nothing off: a name that is too long is refused, and stays in the field. */
export function NameField({ label, hint, defaultValue, state }: NameFieldProps) {
  const t = useTranslations("keys.invalidName");
  return (
    <Field label={label} hint={hint} error={state.kind === "invalid" && state.fault && t(state.fault, { most: MAX_NAME_LENGTH })}>
      <Input name="name" dir="auto" defaultValue={defaultValue} autoComplete="off" required />
    </Field>
  );
}

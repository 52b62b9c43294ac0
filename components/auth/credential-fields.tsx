"use client";

import { useTranslations } from "next-intl";
import type { FieldName, FormState } from "@/components/auth/form-state";
import { PasswordInput } from "@/components/auth/password-input";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

type FieldProps = { state: FormState };

function isWrong(state: FormState, name: FieldName): boolean {
  return state.kind === "invalid" && state.fields.includes(name);
}

export function EmailField({ state }: FieldProps) {
  const t = useTranslations("auth");
  return (
    <Field label={t("email")} error={isWrong(state, "email") && t("invalid.email")}>
      <Input name="email" type="email" autoComplete="username" inputMode="email" spellCheck={false} required defaultValue={state.email} />
    </Field>
  );
}

/** An existing password. */
export function PasswordField({ state, name = "password" }: FieldProps & { name?: "password" | "currentPassword" }) {
  const t = useTranslations("auth");
  return (
    <Field label={t(name)} error={isWrong(state, name) && t(name === "password" ? "invalid.missingPassword" : "account.wrongPassword")}>
      <PasswordInput name={name} autoComplete="current-password" required />
    </Field>
  );
}

/** A new password. */
export function NewPasswordField({ state, label }: FieldProps & { label: "password" | "newPassword" }) {
  const t = useTranslations("auth");
  return (
    <Field label={t(label)} hint={t("passwordHint")} error={isWrong(state, "password") && t("invalid.password")}>
      <PasswordInput name="password" autoComplete="new-password" required />
    </Field>
  );
}

import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { requestPasswordResetAction } from "@/app/(auth)/actions";
import { AuthCard } from "@/components/auth/auth-card";
import { ForgotPasswordForm } from "@/components/auth/reset-forms";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("forgot.title") };
}

export default async function ForgotPasswordPage() {
  const t = await getTranslations("auth");
  const footer = (
    <Link href="/sign-in" className="text-accent underline underline-offset-4">
      {t("forgot.back")}
    </Link>
  );
  return (
    <AuthCard title={t("forgot.title")} description={t("forgot.description")} footer={footer}>
      <ForgotPasswordForm action={requestPasswordResetAction} />
    </AuthCard>
  );
}

import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { resetPasswordAction } from "@/app/(auth)/actions";
import { AuthCard } from "@/components/auth/auth-card";
import { ResetPasswordForm } from "@/components/auth/reset-forms";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("reset.title") };
}

export default async function ResetPasswordPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { token } = await searchParams;
  const t = await getTranslations("auth");
  const footer = (
    <Link href="/forgot-password" className="text-accent underline underline-offset-4">
      {t("reset.again")}
    </Link>
  );
  return (
    <AuthCard title={t("reset.title")} description={t("reset.description")} footer={footer}>
      <ResetPasswordForm action={resetPasswordAction} token={typeof token === "string" ? token : ""} />
    </AuthCard>
  );
}

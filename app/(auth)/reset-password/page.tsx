import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { requestPasswordResetAction, resetPasswordAction } from "@/app/(auth)/actions";
import { AuthCard } from "@/components/auth/auth-card";
import { ForgotPasswordForm, ResetPasswordForm } from "@/components/auth/reset-forms";
import { isResetLinkLive } from "@/lib/signup/reset-password";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("reset.title") };
}

/** A dead link says so before anybody has invented a password, and offers a new one. */
export default async function ResetPasswordPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { token } = await searchParams;
  const t = await getTranslations("auth");
  if (typeof token !== "string" || !(await isResetLinkLive(token))) {
    return (
      <AuthCard
        title={t("reset.dead.title")}
        description={t("reset.dead.description")}
        footer={<FooterLink to="/sign-in" text={t("forgot.back")} />}
      >
        <ForgotPasswordForm action={requestPasswordResetAction} />
      </AuthCard>
    );
  }
  return (
    <AuthCard
      title={t("reset.title")}
      description={t("reset.description")}
      footer={<FooterLink to="/forgot-password" text={t("reset.again")} />}
    >
      <ResetPasswordForm action={resetPasswordAction} token={token} />
    </AuthCard>
  );
}

function FooterLink({ to, text }: { to: string; text: string }) {
  return (
    <Link href={to} className="text-accent underline underline-offset-4">
      {text}
    </Link>
  );
}

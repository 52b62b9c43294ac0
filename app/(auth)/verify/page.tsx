import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { verifyAction } from "@/app/(auth)/actions";
import { AuthCard } from "@/components/auth/auth-card";
import { VerifyForm } from "@/components/auth/verify-form";
import { Button } from "@/components/ui/button";
import { currentUser } from "@/lib/auth/current-user";
import { openVerification } from "@/lib/signup/verify-email";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("verify.title") };
}

/**
 * The page behind the mailed link. It verifies the address at once in a browser that is signed in as that person. Everyone else must enter
 * that person's password.
 */
export default async function VerifyPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { token } = await searchParams;
  const [t, user] = await Promise.all([getTranslations("auth"), currentUser()]);
  const text = typeof token === "string" ? token : "";
  const outcome = await openVerification({ token: text, openedBy: user?.id ?? null });
  if (outcome.kind === "password_needed") {
    const footer = (
      <Link href="/forgot-password" className="text-accent underline underline-offset-4">
        {t("verify.password.notMine")}
      </Link>
    );
    return (
      <AuthCard title={t("verify.password.title")} description={t("verify.password.description", { email: outcome.email })} footer={footer}>
        <VerifyForm action={verifyAction} token={text} email={outcome.email} />
      </AuthCard>
    );
  }
  return (
    <AuthCard title={t(`verify.${outcome.kind}.title`)} description={t(`verify.${outcome.kind}.description`)}>
      <Button asChild size="large">
        <Link href={user ? "/overview" : "/sign-in"}>{t(user ? "verify.continue" : "signIn.submit")}</Link>
      </Button>
    </AuthCard>
  );
}

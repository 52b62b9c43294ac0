import type { Metadata } from "next";
import { cookies } from "next/headers";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { signInAction } from "@/app/(auth)/actions";
import { AuthCard } from "@/components/auth/auth-card";
import { CredentialsForm } from "@/components/auth/credentials-form";
import { ProviderButtons } from "@/components/auth/provider-buttons";
import { Alert } from "@/components/ui/alert";
import { currentUser } from "@/lib/auth/current-user";
import { configuredProviders } from "@/lib/auth/providers";
import { RETURN_PATH_COOKIE, safeReturnPath, signInPath } from "@/lib/auth/return-path";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("signIn.title") };
}

export default async function SignInPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const query = await searchParams;
  // next-auth returns here with `callbackUrl`, or after a failure only with the contents of its cookie.
  const next = safeReturnPath(query.next ?? query.callbackUrl ?? (query.error && (await cookies()).get(RETURN_PATH_COOKIE)?.value));
  if (await currentUser()) redirect(next);
  const t = await getTranslations("auth");
  const footer = (
    <>
      <Link href={signInPath(next, "sign-up")} className="text-accent underline underline-offset-4">
        {t("signUp.submit")}
      </Link>
      <Link href="/forgot-password" className="text-accent underline underline-offset-4">
        {t("signIn.forgot")}
      </Link>
    </>
  );
  return (
    <AuthCard title={t("signIn.title")} footer={footer}>
      {query.notice === "password_changed" && <Alert tone="positive">{t("signIn.passwordChanged")}</Alert>}
      {query.notice === "signed_out" && <Alert tone="positive">{t("signIn.signedOut")}</Alert>}
      {query.error === "unverified_email" && <Alert tone="danger">{t("providers.unverifiedEmail")}</Alert>}
      {query.error === "too_many_sign_ups" && <Alert tone="danger">{t("providers.tooManySignUps")}</Alert>}
      {query.error && query.error !== "unverified_email" && query.error !== "too_many_sign_ups" && (
        <Alert tone="danger">{t("providers.failed")}</Alert>
      )}
      <ProviderButtons providers={configuredProviders()} next={next} />
      <CredentialsForm purpose="signIn" action={signInAction} next={next} />
    </AuthCard>
  );
}

import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { signUpAction } from "@/app/(auth)/actions";
import { AuthCard } from "@/components/auth/auth-card";
import { CredentialsForm } from "@/components/auth/credentials-form";
import { ProviderButtons } from "@/components/auth/provider-buttons";
import { currentUser } from "@/lib/auth/current-user";
import { configuredProviders } from "@/lib/auth/providers";
import { safeReturnPath, signInPath } from "@/lib/auth/return-path";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("signUp.title") };
}

export default async function SignUpPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const next = safeReturnPath((await searchParams).next);
  if (await currentUser()) redirect(next);
  const t = await getTranslations("auth");
  const footer = (
    <p>
      {t("signUp.other")}{" "}
      <Link href={signInPath(next)} className="text-accent underline underline-offset-4">
        {t("signIn.submit")}
      </Link>
    </p>
  );
  return (
    <AuthCard title={t("signUp.title")} description={t("signUp.description")} footer={footer}>
      <ProviderButtons providers={configuredProviders()} next={next} />
      <CredentialsForm purpose="signUp" action={signUpAction} next={next} />
    </AuthCard>
  );
}

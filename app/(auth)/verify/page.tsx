import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { AuthCard } from "@/components/auth/auth-card";
import { Button } from "@/components/ui/button";
import { currentUser } from "@/lib/auth/current-user";
import { verifyEmail } from "@/lib/signup/verify-email";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("verify.title") };
}

/** Where the mailed link leads. Opening it is the proof; opening it again is as good as once. */
export default async function VerifyPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { token } = await searchParams;
  const outcome = typeof token === "string" ? await verifyEmail(token) : "invalid";
  const isSignedIn = (await currentUser()) !== null;
  const t = await getTranslations("auth");
  return (
    <AuthCard title={t(`verify.${outcome}.title`)} description={t(`verify.${outcome}.description`)}>
      <Button asChild size="large">
        <Link href={isSignedIn ? "/overview" : "/sign-in"}>{t(isSignedIn ? "verify.continue" : "signIn.submit")}</Link>
      </Button>
    </AuthCard>
  );
}

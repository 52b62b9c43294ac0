import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { signOutAction } from "@/app/(auth)/actions";
import { AuthCard } from "@/components/auth/auth-card";
import { SubmitButton } from "@/components/ui/submit-button";
import { currentUser } from "@/lib/auth/current-user";

export default async function SignOutPage() {
  const user = await currentUser();
  if (!user) redirect("/sign-in");
  const t = await getTranslations("auth");
  return (
    <AuthCard title={t("signOut.title")} description={t("signOut.description", { email: user.email })}>
      <form action={signOutAction} className="grid">
        <SubmitButton size="large">{t("signOut.submit")}</SubmitButton>
      </form>
    </AuthCard>
  );
}

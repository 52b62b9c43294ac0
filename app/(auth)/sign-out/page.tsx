import { getTranslations } from "next-intl/server";
import { AuthCard } from "@/components/auth/auth-card";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireUser } from "@/lib/auth/current-user";
import { signOutAction } from "../actions";

export default async function SignOutPage() {
  const { email } = await requireUser();
  const t = await getTranslations("auth");
  return (
    <AuthCard title={t("signOut.title")} description={t("signOut.description", { email })}>
      <form action={signOutAction} className="grid">
        <SubmitButton size="large">{t("signOut.submit")}</SubmitButton>
      </form>
    </AuthCard>
  );
}

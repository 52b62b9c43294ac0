import { LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

export function SignOut() {
  const t = useTranslations("common");
  return (
    <Button asChild look="ghost" size="icon">
      <a href="/api/auth/signout" aria-label={t("signOut")} title={t("signOut")}>
        <LogOut aria-hidden />
      </a>
    </Button>
  );
}

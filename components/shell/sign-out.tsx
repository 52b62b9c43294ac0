import { LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

export function SignOut({ action }: { action: () => Promise<void> }) {
  const t = useTranslations("shell");
  return (
    <form action={action} className="contents">
      <Button type="submit" look="ghost" size="icon" aria-label={t("signOut")} title={t("signOut")}>
        <LogOut aria-hidden />
      </Button>
    </form>
  );
}

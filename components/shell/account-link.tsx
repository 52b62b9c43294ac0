import { CircleUserRound } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

export function AccountLink() {
  const t = useTranslations("common");
  return (
    <Button asChild look="ghost" size="icon">
      <Link href="/account" aria-label={t("account")} title={t("account")}>
        <CircleUserRound aria-hidden />
      </Link>
    </Button>
  );
}

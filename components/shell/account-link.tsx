import { CircleUserRound } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

/** For narrow screens, which have no space for the address of the signed-in person. */
export function AccountLink() {
  const t = useTranslations("shell");
  return (
    <Button asChild look="ghost" size="icon" className="lg:hidden">
      <Link href="/account" aria-label={t("account")} title={t("account")}>
        <CircleUserRound aria-hidden />
      </Link>
    </Button>
  );
}

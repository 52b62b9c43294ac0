import Link from "next/link";
import { useTranslations } from "next-intl";
import { Interruption } from "@/components/shell/interruption";
import { Button } from "@/components/ui/button";

/** Inside the shell, so that the navigation stays. */
export default function NotFoundPage() {
  const t = useTranslations("interruptions.notFound");
  return (
    <Interruption title={t("title")} text={t("text")}>
      <Button asChild>
        <Link href="/overview">{t("overview")}</Link>
      </Button>
      <Button asChild look="secondary">
        <Link href="/usage">{t("calls")}</Link>
      </Button>
    </Interruption>
  );
}

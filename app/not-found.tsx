import Link from "next/link";
import { useTranslations } from "next-intl";
import { BrandMark } from "@/components/shell/brand";
import { Interruption } from "@/components/shell/interruption";
import { Button } from "@/components/ui/button";

export default function NotFoundPage() {
  const t = useTranslations("interruptions.notFound");
  return (
    <main id="content">
      <Interruption title={t("title")} text={t("text")} icon={<BrandMark className="size-10 text-accent" />}>
        <Button asChild>
          <Link href="/">{t("action")}</Link>
        </Button>
      </Interruption>
    </main>
  );
}

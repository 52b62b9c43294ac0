import Link from "next/link";
import { useTranslations } from "next-intl";
import { BrandMark } from "@/components/shell/brand";
import { Button } from "@/components/ui/button";

export default function NotFoundPage() {
  const t = useTranslations("interruptions.notFound");
  return (
    <main id="content" className="mx-auto grid min-h-[70dvh] max-w-md content-center justify-items-start gap-4 px-4 py-16">
      <BrandMark className="size-10 text-accent" />
      <h1 className="text-2xl font-semibold tracking-tight">{t("title")}</h1>
      <p className="text-muted">{t("text")}</p>
      <Button asChild>
        <Link href="/">{t("action")}</Link>
      </Button>
    </main>
  );
}

import Link from "next/link";
import { useTranslations } from "next-intl";

/** The mark is a baton being handed on: two bars, where the second takes over from the first. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={className} fill="currentColor">
      <path d="M5.5 5h9l-3.2 7.2h-9z" />
      <path d="M12.7 11.8h9L18.5 19h-9z" opacity="0.5" />
    </svg>
  );
}

export function Brand({ href }: { href: string }) {
  const t = useTranslations("shell");
  return (
    <Link href={href} className="flex w-fit items-center gap-2 rounded-md text-h2">
      <BrandMark className="size-6 text-accent" />
      {t("product")}
    </Link>
  );
}

import Link from "next/link";
import { useTranslations } from "next-intl";

/** The mark is a relay's contact: two terminals and the lever between them. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={className} fill="none" stroke="currentColor" strokeWidth="2">
      <path d="M1 17h2.5M20.5 17H23" />
      <circle cx="6" cy="17" r="2.5" fill="currentColor" />
      <circle cx="18" cy="17" r="2.5" />
      <path d="M7.5 15.2 19 6" strokeLinecap="round" />
    </svg>
  );
}

export function Brand({ href }: { href: string }) {
  const t = useTranslations("common");
  return (
    <Link href={href} className="flex w-fit items-center gap-2 rounded-md text-lg font-semibold tracking-tight">
      <BrandMark className="size-6 text-accent" />
      {t("product")}
    </Link>
  );
}

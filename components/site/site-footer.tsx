import Link from "next/link";
import { useTranslations } from "next-intl";
import { BrandMark } from "@/components/shell/brand";

const COLUMNS = [
  {
    name: "product",
    links: [
      { name: "prices", href: "/prices" },
      { name: "versions", href: "/prices#versions" },
      { name: "saving", href: "/#saving" },
    ],
  },
  {
    name: "docs",
    links: [
      { name: "reference", href: "/docs/api" },
      { name: "errors", href: "/docs/api/errors" },
      { name: "openapi", href: "/api/v1/openapi.json" },
    ],
  },
  {
    name: "account",
    links: [
      { name: "signUp", href: "/sign-up" },
      { name: "signIn", href: "/sign-in" },
      { name: "forgot", href: "/forgot-password" },
    ],
  },
] as const;

/** Four columns: what this is, and where its pages are. */
export function SiteFooter({ supportEmail }: { supportEmail: string | undefined }) {
  const t = useTranslations("home.footer");
  const look = "inline-flex min-h-6 items-center text-muted hover:text-ink hover:underline";
  return (
    <footer className="border-t">
      <div className="mx-auto grid max-w-6xl grid-cols-2 gap-x-6 gap-y-8 px-4 py-12 text-body sm:px-6 md:grid-cols-[minmax(0,2fr)_repeat(3,minmax(0,1fr))]">
        <div className="grid content-start gap-3 max-md:col-span-2">
          <BrandMark className="size-6 text-accent" />
          <p className="max-w-64 text-muted">{t("text")}</p>
          {supportEmail && (
            <a href={`mailto:${supportEmail}`} className={look}>
              {t("support", { address: supportEmail })}
            </a>
          )}
        </div>
        {COLUMNS.map(({ name, links }) => (
          <nav key={name} aria-labelledby={`footer-${name}`}>
            <h2 id={`footer-${name}`} className="pb-2 text-h3">
              {t(name)}
            </h2>
            <ul className="grid gap-1.5">
              {links.map((link) => (
                <li key={link.href}>
                  <Link href={link.href} prefetch={false} className={look}>
                    {t(link.name)}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
        ))}
      </div>
    </footer>
  );
}

import { useTranslations } from "next-intl";

/** Shown on every page where stand-ins take the place of Claude, Stripe and mail. */
export function SandboxBanner() {
  const t = useTranslations("shell");
  return (
    <aside
      aria-label={t("sandbox.title")}
      className="flex min-h-7 flex-wrap items-center justify-center gap-x-2 bg-[repeating-linear-gradient(135deg,var(--warning-soft)_0_12px,transparent_12px_24px)] px-4 py-1 text-center text-small"
    >
      <span className="rounded-sm bg-warning px-1.5 font-semibold text-paper">{t("sandbox.title")}</span>
      <span className="bg-paper/90 px-1 text-ink">{t("sandbox.explanation")}</span>
    </aside>
  );
}

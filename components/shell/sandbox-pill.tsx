import { getTranslations } from "next-intl/server";
import { Popover } from "@/components/ui/popover";
import { env } from "@/lib/platform/env";

/** In the header of every page where stand-ins take the place of Claude, Stripe and mail; nothing elsewhere. */
export async function SandboxPill() {
  if (env.RELAIS_SANDBOX !== "1") return null;
  const t = await getTranslations("shell.sandbox");
  return (
    <Popover
      label={t("title")}
      align="start"
      trigger={
        <button
          type="button"
          title={t("explanation")}
          className="flex h-6 shrink-0 items-center gap-1.5 rounded-full border border-warning/40 bg-warning-soft px-2 text-caption text-warning hover:border-warning"
        >
          <span aria-hidden className="size-1.5 rounded-full bg-sandbox" />
          {t("title")}
        </button>
      }
    >
      <p className="font-semibold">{t("heading")}</p>
      <p>{t("explanation")}</p>
      <p className="text-muted">{t("pay")}</p>
      {env.RELAIS_SANDBOX_INBOX && (
        <a
          href={env.RELAIS_SANDBOX_INBOX}
          target="_blank"
          rel="noreferrer"
          className="w-fit font-medium text-accent underline underline-offset-4"
        >
          {t("inbox")}
        </a>
      )}
    </Popover>
  );
}

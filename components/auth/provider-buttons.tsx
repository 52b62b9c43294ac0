"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TIME_ZONE_COOKIE } from "@/lib/auth/time-zone-cookie";

type ProviderButtonsProps = { providers: ("github" | "google")[]; next: string };

/** Sign-in through GitHub or Google; empty when none is configured. */
export function ProviderButtons({ providers, next }: ProviderButtonsProps) {
  const t = useTranslations("auth");
  const [hasFailed, setHasFailed] = useState(false);
  if (providers.length === 0) return null;
  return (
    <div className="grid gap-3">
      {hasFailed && <Alert tone="danger">{t("alert.failed")}</Alert>}
      {providers.map((provider) => (
        <Button key={provider} look="secondary" size="large" onClick={() => leaveFor(provider, next).catch(() => setHasFailed(true))}>
          {t(`providers.${provider}`)}
        </Button>
      ))}
      <p className="flex items-center gap-3 text-small text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {t("providers.or")}
      </p>
    </div>
  );
}

/** next-auth starts only with a POST that contains its token: another site cannot start it for a visitor. */
async function leaveFor(provider: string, next: string): Promise<void> {
  const timeZone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone);
  // biome-ignore lint/suspicious/noDocumentCookie: browsers of two years ago have no Cookie Store.
  document.cookie = `${TIME_ZONE_COOKIE}=${timeZone}; path=/api/auth; max-age=3600; samesite=lax`;
  const { csrfToken } = await (await fetch("/api/auth/csrf")).json();
  const answer = await fetch(`/api/auth/signin/${provider}`, {
    method: "POST",
    body: new URLSearchParams({ csrfToken, callbackUrl: next, json: "true" }),
  });
  const { url } = await answer.json();
  window.location.assign(url);
}

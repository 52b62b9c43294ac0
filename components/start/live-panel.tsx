"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useLive } from "@/components/shell/use-live";

// Loaded once there is a call, or a secret to call with.
const FirstReceipt = dynamic(() => import("@/components/start/first-receipt").then((module) => module.FirstReceipt), {
  ssr: false,
  loading: () => <Waiting isWaiting />,
});
const TestCall = dynamic(() => import("@/components/start/test-call").then((module) => module.TestCall), { ssr: false });

type LivePanelProps = {
  /** A key exists, so a call may come. */ isWaiting: boolean /** While it is on screen. */;
  secret: string | null;
  model: string;
};

/** Waits for the first call and turns into its receipt. */
export function LivePanel({ isWaiting, secret, model }: LivePanelProps) {
  const t = useTranslations("start.live");
  const hasCall = (useLive()?.calls.length ?? 0) > 0;
  return (
    <section aria-label={t("title")} className="grid min-w-0 gap-4 rounded-lg border bg-surface p-4 sm:p-5 lg:sticky lg:top-6">
      <div role="status" className="grid gap-4">
        {hasCall ? (
          <FirstReceipt>
            <Waiting isWaiting />
          </FirstReceipt>
        ) : (
          <Waiting isWaiting={isWaiting} />
        )}
      </div>
      {!hasCall && secret && <TestCall secret={secret} model={model} />}
    </section>
  );
}

function Waiting({ isWaiting }: { isWaiting: boolean }) {
  const t = useTranslations("start.live");
  if (!isWaiting) return <p className="py-8 text-center text-small text-muted">{t("idle")}</p>;
  return (
    <div className="grid justify-items-center gap-2 py-8 text-center">
      <span aria-hidden className="size-2.5 animate-pulse rounded-full bg-accent" />
      <p className="font-semibold">{t("waiting")}</p>
      <p className="text-small text-muted">{t("waitingText")}</p>
    </div>
  );
}

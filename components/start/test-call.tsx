"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";

const MAX_TOKENS = 60;
const TIMEOUT_MS = 60_000;

type Outcome = { kind: "idle" | "calling" | "unreachable" } | { kind: "answered" | "refused"; text: string };

/** Calls the API from this page, with the key whose secret is on screen. It is charged like every call. */
export function TestCall({ secret, model }: { secret: string; model: string }) {
  const t = useTranslations("start.live");
  const [outcome, setOutcome] = useState<Outcome>({ kind: "idle" });
  const isCalling = outcome.kind === "calling";
  const send = async () => {
    if (isCalling) return;
    setOutcome({ kind: "calling" });
    setOutcome(await callOnce(secret, model).catch(() => ({ kind: "unreachable" }) as const));
  };
  return (
    <div className="grid gap-2 border-t pt-4">
      <Button look="secondary" aria-disabled={isCalling} onClick={send}>
        {t(isCalling ? "testing" : "test")}
      </Button>
      <p className="text-small text-muted">{t("testText", { tokens: MAX_TOKENS })}</p>
      {outcome.kind === "answered" && <p className="text-small break-words">{outcome.text}</p>}
      {outcome.kind === "refused" && <Alert tone="danger">{outcome.text}</Alert>}
      {outcome.kind === "unreachable" && <Alert tone="danger">{t("failed")}</Alert>}
    </div>
  );
}

async function callOnce(secret: string, model: string): Promise<Outcome> {
  const response = await fetch("/api/v1/chat/completions", {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ model, max_tokens: MAX_TOKENS, messages: [{ role: "user", content: "Hello, Claude!" }] }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const answer = await response.json();
  if (!response.ok) return { kind: "refused", text: answer.error.message };
  return { kind: "answered", text: answer.choices[0].message.content };
}

"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { type MouseEvent, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";

type CopyButtonProps = {
  text: string /** Or where it is, at the moment of the press. */ | ((button: HTMLElement) => string);
  /** The copied thing, for screen readers and as the button's text: "Copy key". Default: "Copy". */
  label?: string;
  isIconOnly?: boolean;
  size?: "small" | "medium";
  look?: "secondary" | "ghost";
  onCopied?: () => void;
};

const SHOWN_MS = 2_000;

export function CopyButton({ text, label, isIconOnly = false, size = "small", look = "secondary", onCopied }: CopyButtonProps) {
  const t = useTranslations("controls");
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = ({ currentTarget }: MouseEvent<HTMLButtonElement>) =>
    writeClipboard(typeof text === "string" ? text : text(currentTarget)).then(
      () => {
        setOutcome("copied");
        onCopied?.();
      },
      () => setOutcome("failed"),
    );
  const name = label ?? t("copy");
  const shown = outcome ? t(outcome === "copied" ? "copied" : "copyFailed") : name;
  return (
    <Button look={look} size={size} onClick={copy} aria-label={isIconOnly ? name : undefined} className={isIconOnly ? "px-2!" : undefined}>
      {outcome === "copied" ? <Check aria-hidden className="text-positive" /> : <Copy aria-hidden />}
      {!isIconOnly && shown}
      <span role="status" className="sr-only">
        {outcome && shown}
      </span>
    </Button>
  );
}

/** The clipboard interface needs a secure origin. On plain http under a name other than localhost, an old way remains. */
async function writeClipboard(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  if (!isDone) throw new Error("the browser refused to copy");
}

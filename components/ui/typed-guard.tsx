"use client";

import { useTranslations } from "next-intl";
import { Dialog as Primitive } from "radix-ui";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";

type TypedGuard = {
  /** True if something was typed: then the question is shown, and the dialog must stay. */
  mustAsk(): boolean;
  noteTyping(): void;
  /** The dialog's own button that closes it. */
  closeButton: RefObject<HTMLButtonElement | null>;
  question: ReactNode;
};

/** Keeps what was typed into a dialog from being lost by Escape, by a click outside, or with the tab, without a question. */
export function useTypedGuard(isOn: boolean): TypedGuard {
  const closeButton = useRef<HTMLButtonElement>(null);
  const isDropped = useRef(false);
  const [isTyped, setTyped] = useState(false);
  const [isAsking, setAsking] = useState(false);
  useEffect(() => {
    if (!isTyped) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isTyped]);
  const drop = () => {
    isDropped.current = true;
    closeButton.current?.click();
  };
  return {
    mustAsk: () => {
      const isNeeded = isOn && isTyped && !isDropped.current;
      if (isNeeded) setAsking(true);
      return isNeeded;
    },
    noteTyping: () => isOn && !isTyped && setTyped(true),
    closeButton,
    question: isOn && <DropQuestion isOpen={isAsking} onStay={() => setAsking(false)} onDrop={drop} />,
  };
}

function DropQuestion({ isOpen, onStay, onDrop }: { isOpen: boolean; onStay(): void; onDrop(): void }) {
  const t = useTranslations("controls.dropping");
  const stay = useRef<HTMLButtonElement>(null);
  return (
    <Primitive.Root open={isOpen} onOpenChange={onStay}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-50 bg-[oklch(0.2_0.02_190/0.55)]" />
        <Primitive.Content
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            stay.current?.focus();
          }}
          className="fixed top-1/2 left-1/2 z-50 grid w-[calc(100vw-2rem)] max-w-sm -translate-x-1/2 -translate-y-1/2 gap-4 rounded-xl border bg-surface p-5 text-body shadow-raised outline-none"
        >
          <Primitive.Title className="text-h2">{t("title")}</Primitive.Title>
          <Primitive.Description className="text-muted">{t("text")}</Primitive.Description>
          <div className="flex justify-end gap-2">
            <Button look="danger" onClick={onDrop}>
              {t("drop")}
            </Button>
            <Button ref={stay} onClick={onStay}>
              {t("stay")}
            </Button>
          </div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

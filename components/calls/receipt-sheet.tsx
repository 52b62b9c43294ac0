"use client";

import { ChevronDown, ChevronUp, Maximize2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useCallback, useEffect } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SheetContent } from "@/components/ui/sheet";

type ReceiptSheetProps = {
  id: string;
  /** Each button's name, with its key. */
  words: { title: string; newer: string; older: string; page: string };
  children: ReactNode;
};

/** A receipt beside the list that it was opened from. J and K go to the rows below and above it. */
export function ReceiptSheet({ id, words, children }: ReceiptSheetProps) {
  const router = useRouter();
  const step = useCallback(
    (by: 1 | -1) => {
      const href = neighbourOf(id, by);
      if (href) router.replace(href, { scroll: false });
    },
    [id, router],
  );
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === "j") step(1);
      if (event.key === "k") step(-1);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [step]);
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && router.back()}>
      <SheetContent
        title={words.title}
        isAskingBeforeLoss={false}
        actions={
          <span className="flex">
            <Button look="ghost" size="icon" aria-label={words.newer} title={words.newer} onClick={() => step(-1)}>
              <ChevronUp aria-hidden />
            </Button>
            <Button look="ghost" size="icon" aria-label={words.older} title={words.older} onClick={() => step(1)}>
              <ChevronDown aria-hidden />
            </Button>
            <Button asChild look="ghost" size="icon">
              {/* A whole load, since a soft one would open this sheet again. */}
              <a href={`/calls/${id}`} aria-label={words.page} title={words.page}>
                <Maximize2 aria-hidden />
              </a>
            </Button>
          </span>
        }
      >
        {children}
      </SheetContent>
    </Dialog>
  );
}

/** The address of the row below or above the call's in the list behind the sheet. */
function neighbourOf(id: string, by: 1 | -1): string | null {
  const rows = [...document.querySelectorAll("table a[data-row-link]")].map((link) => link.getAttribute("href"));
  const place = rows.indexOf(`/calls/${id}`);
  return place < 0 ? null : (rows[place + by] ?? null);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

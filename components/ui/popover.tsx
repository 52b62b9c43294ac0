"use client";

import dynamic from "next/dynamic";
import { Slot } from "radix-ui";
import { type ReactElement, type ReactNode, useId, useRef, useState } from "react";

type PopoverProps = {
  /** The button that opens and closes it, or a link that is followed without scripts. It needs a name. */
  trigger: ReactElement;
  /** What it is about, for screen readers. */
  label: string;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom";
  className?: string;
  children: ReactNode;
};

// The panel and its positioning are loaded when a popover is first opened.
const PopoverPanel = dynamic(() => import("@/components/ui/popover-panel").then((module) => module.PopoverPanel), { ssr: false });

/** A button with a small panel beside it, for text, links and fields. It closes by Escape, a click outside, or a link inside. */
export function Popover({ trigger, label, align = "end", side = "bottom", className, children }: PopoverProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Slot.Root
        ref={button}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          setOpen(!isOpen);
        }}
      >
        {trigger}
      </Slot.Root>
      {isOpen && (
        <PopoverPanel id={id} label={label} button={button} align={align} side={side} className={className} onClose={() => setOpen(false)}>
          {children}
        </PopoverPanel>
      )}
    </>
  );
}

"use client";

import dynamic from "next/dynamic";
import { Slot } from "radix-ui";
import { type ReactElement, type ReactNode, useEffect, useId, useRef, useState } from "react";

type TooltipProps = {
  text: ReactNode;
  side?: "top" | "bottom" | "right";
  /** Something that can have the focus: a keyboard reaches the tooltip in no other way. */
  children: ReactElement;
  className?: string;
};

const OPENS_AFTER_MS = 400;
/** Time to move the pointer onto the tooltip itself. */
const CLOSES_AFTER_MS = 120;

// The bubble and its positioning are loaded when a tooltip is first shown.
const TooltipBubble = dynamic(() => import("@/components/ui/tooltip-bubble").then((module) => module.TooltipBubble), { ssr: false });

/** A short explanation under the pointer or the focus. Never the only place of what somebody needs: touch screens do not show it. */
export function Tooltip({ text, side = "top", children, className }: TooltipProps) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const change = (isNextOpen: boolean, afterMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(isNextOpen), afterMs);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const keepOpen = () => change(true, 0);
  const close = () => change(false, CLOSES_AFTER_MS);
  return (
    <span className={`relative inline-flex ${className ?? ""}`}>
      <Slot.Root
        aria-describedby={isOpen ? id : undefined}
        onPointerEnter={(event) => event.pointerType !== "touch" && change(true, OPENS_AFTER_MS)}
        onPointerLeave={close}
        onPointerDown={() => change(false, 0)}
        onFocus={(event) => event.target.matches(":focus-visible") && change(true, 0)}
        onBlur={() => change(false, 0)}
      >
        {children}
      </Slot.Root>
      {isOpen && (
        <TooltipBubble id={id} side={side} onClose={() => change(false, 0)} onPointerEnter={keepOpen} onPointerLeave={close}>
          {text}
        </TooltipBubble>
      )}
    </span>
  );
}

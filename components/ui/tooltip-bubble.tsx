"use client";

import { Tooltip as Primitive } from "radix-ui";
import type { ReactNode } from "react";

type TooltipBubbleProps = {
  id: string;
  side: "top" | "bottom" | "right";
  onClose(): void;
  onPointerEnter(): void;
  onPointerLeave(): void;
  children: ReactNode;
};

/** The visible text of a `Tooltip`, beside the parent element. */
export function TooltipBubble({ id, side, onClose, onPointerEnter, onPointerLeave, children }: TooltipBubbleProps) {
  return (
    <Primitive.Provider>
      <Primitive.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
        <Primitive.Trigger asChild>
          <span aria-hidden className="pointer-events-none absolute inset-0" />
        </Primitive.Trigger>
        <Primitive.Portal>
          <Primitive.Content
            side={side}
            sideOffset={6}
            collisionPadding={8}
            onPointerEnter={onPointerEnter}
            onPointerLeave={onPointerLeave}
            className="z-50 max-w-72 rounded-md bg-ink px-2 py-1 text-small text-paper shadow-raised animate-pop"
          >
            {/* The primitive repeats its text out of sight, so only this one has the id that the element names. */}
            <span id={id}>{children}</span>
          </Primitive.Content>
        </Primitive.Portal>
      </Primitive.Root>
    </Primitive.Provider>
  );
}

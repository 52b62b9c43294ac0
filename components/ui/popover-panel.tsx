"use client";

import { Popover as Primitive } from "radix-ui";
import type { ReactNode, RefObject } from "react";
import { classNames } from "@/components/ui/class-names";
import { FLOATING } from "@/components/ui/floating";
import { useReturnToButton } from "@/components/ui/use-return-to-button";

type PopoverPanelProps = {
  id: string;
  label: string;
  button: RefObject<HTMLButtonElement | null>;
  align: "start" | "center" | "end";
  side: "top" | "bottom";
  className?: string | undefined;
  onClose(): void;
  children: ReactNode;
};

/** The open panel of a `Popover`. */
export function PopoverPanel({ id, label, button, align, side, className, onClose, children }: PopoverPanelProps) {
  const closing = useReturnToButton(button);
  return (
    <Primitive.Root open onOpenChange={onClose}>
      <Primitive.Anchor virtualRef={button as RefObject<HTMLButtonElement>} />
      <Primitive.Portal>
        <Primitive.Content
          id={id}
          aria-label={label}
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className={classNames(FLOATING, "grid max-w-[calc(100vw-1rem)] gap-2 p-3", className ?? "w-72")}
          onClick={(event) => event.target instanceof Element && event.target.closest("a[href]") && onClose()}
          {...closing}
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

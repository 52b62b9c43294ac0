"use client";

import { Popover as Primitive } from "radix-ui";
import { type ReactNode, type RefObject, useRef } from "react";
import { classNames } from "@/components/ui/class-names";
import { FLOATING } from "@/components/ui/floating";

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
  const isLeftByPointer = useRef(false);
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
          className={classNames(FLOATING, "grid w-72 max-w-[calc(100vw-1rem)] gap-2 p-3", className)}
          onClick={(event) => event.target instanceof Element && event.target.closest("a[href]") && onClose()}
          onInteractOutside={(event) => {
            // The button closes the panel by its own click.
            if (event.target instanceof Node && button.current?.contains(event.target)) event.preventDefault();
            else isLeftByPointer.current = true;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (!isLeftByPointer.current) button.current?.focus();
          }}
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

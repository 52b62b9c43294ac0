import { type RefObject, useRef } from "react";

type OutsideEvent = { target: EventTarget | null; preventDefault(): void };

/** How a floating panel closes: its button closes it by its own click, and gets the focus back unless the pointer went elsewhere. */
export function useReturnToButton(button: RefObject<HTMLButtonElement | null>) {
  const isLeftByPointer = useRef(false);
  return {
    onInteractOutside(event: OutsideEvent) {
      if (event.target instanceof Node && button.current?.contains(event.target)) event.preventDefault();
      else isLeftByPointer.current = true;
    },
    onCloseAutoFocus(event: Event) {
      event.preventDefault();
      if (!isLeftByPointer.current) button.current?.focus();
    },
  };
}

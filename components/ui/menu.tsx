"use client";

import dynamic from "next/dynamic";
import { Slot } from "radix-ui";
import { type ReactElement, useId, useRef, useState } from "react";
import type { MenuEntry } from "@/components/ui/menu-entry";

type MenuProps = {
  /** The button that opens the menu, or a link that is followed without scripts. It needs a name. */
  trigger: ReactElement;
  entries: MenuEntry[];
  align?: "start" | "end";
  side?: "top" | "bottom" | "right";
  className?: string;
};

// The list and its positioning are loaded when a menu is first opened.
const MenuList = dynamic(() => import("@/components/ui/menu-list").then((module) => module.MenuList), { ssr: false });

/** A button with a list of actions and links. What it offers must be reachable without scripts in another way. */
export function Menu({ trigger, entries, align = "end", side = "bottom", className }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [openedBy, setOpenedBy] = useState<"keyboard" | "pointer" | null>(null);
  const isOpen = openedBy !== null;
  return (
    <span className={`relative inline-flex ${className ?? ""}`}>
      <Slot.Root
        ref={button}
        id={`${id}-button`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={(event) => {
          // A link is the trigger where the menu has to have a substitute without scripts.
          event.preventDefault();
          // A press of Enter or Space is a click without a pointer.
          setOpenedBy(isOpen ? null : event.detail === 0 ? "keyboard" : "pointer");
        }}
        onKeyDown={(event) => {
          // A link is not followed by Space, but a button is pressed by it.
          const isPressed = event.key === " " && event.currentTarget instanceof HTMLAnchorElement;
          if (event.key !== "ArrowDown" && !isPressed) return;
          event.preventDefault();
          setOpenedBy("keyboard");
        }}
      >
        {trigger}
      </Slot.Root>
      {isOpen && (
        <MenuList
          entries={entries}
          align={align}
          side={side}
          button={button}
          labelledBy={`${id}-button`}
          isByKeyboard={openedBy === "keyboard"}
          onClose={() => setOpenedBy(null)}
        />
      )}
    </span>
  );
}

"use client";

import dynamic from "next/dynamic";
import { Slot } from "radix-ui";
import { createContext, type ReactElement, type ReactNode, useContext, useState } from "react";
import type { DialogContentProps } from "@/components/ui/dialog-content-props";

type Openness = { isOpen: boolean; setOpen(isOpen: boolean): void };

const OpenDialog = createContext<Openness>({ isOpen: false, setOpen: () => undefined });

// The panel, with what holds the focus and the page's scroll, is loaded when a dialog is first opened.
const DialogPanel = dynamic(() => import("@/components/ui/dialog-panel").then((module) => module.DialogPanel), { ssr: false });

/** A dialog with its trigger. It keeps its own state, unless `open` says it. */
export function Dialog({ open, onOpenChange, children }: { open?: boolean; onOpenChange?(isOpen: boolean): void; children: ReactNode }) {
  const [own, setOwn] = useState(false);
  const setOpen = (isOpen: boolean) => {
    setOwn(isOpen);
    onOpenChange?.(isOpen);
  };
  return <OpenDialog value={{ isOpen: open ?? own, setOpen }}>{children}</OpenDialog>;
}

/** Its child is the button that opens the dialog. */
export function DialogTrigger({ children }: { asChild: true; children: ReactElement }) {
  const { isOpen, setOpen } = useContext(OpenDialog);
  return (
    <Slot.Root aria-haspopup="dialog" aria-expanded={isOpen} onClick={() => setOpen(true)}>
      {children}
    </Slot.Root>
  );
}

/** Its child is a button that closes the dialog without a question. */
export function DialogClose({ children }: { asChild: true; children: ReactElement }) {
  const { setOpen } = useContext(OpenDialog);
  return <Slot.Root onClick={() => setOpen(false)}>{children}</Slot.Root>;
}

/** The head and the row of buttons stay; what is between them scrolls. Escape and a click outside ask before they drop what was typed. */
export function DialogContent(props: DialogContentProps) {
  const { isOpen, setOpen } = useContext(OpenDialog);
  return isOpen ? <DialogPanel {...props} onClose={() => setOpen(false)} /> : null;
}

/** The row of buttons at the foot, the main one last. It stays in sight while what is above it scrolls. */
export function DialogActions({ children }: { children: ReactNode }) {
  return (
    <div
      data-dialog-foot=""
      className="sticky bottom-0 z-10 -mx-5 flex min-h-15 items-center justify-end gap-2 border-t border-line-subtle bg-surface px-5 py-2 max-sm:[&>*]:grow"
    >
      {children}
    </div>
  );
}

"use client";

import { ChevronDown } from "lucide-react";
import { type FormEvent, type MouseEvent, type ReactNode, useEffect, useRef } from "react";
import { classNames } from "@/components/ui/class-names";

type DisclosureProps = {
  label: ReactNode;
  icon?: ReactNode;
  /** The panel's edge that lies at the button's. */
  align?: "left" | "right";
  /** For several choices in a row: a link inside does not close it. */
  isLasting?: boolean;
  className?: string;
  children: ReactNode;
};

/**
 * A small panel below a button. The platform's own element, so that it opens without scripts too; with them, a choice, Escape or a press
 * outside closes it.
 */
export function Disclosure({ label, icon, align = "right", isLasting = false, className, children }: DisclosureProps) {
  const panel = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (panel.current) panel.current.open = false;
  };
  useEffect(() => {
    const onPress = (event: Event) => {
      if (panel.current?.open && event.target instanceof Node && !panel.current.contains(event.target)) panel.current.open = false;
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !panel.current?.open) return;
      panel.current.open = false;
      panel.current.querySelector("summary")?.focus();
    };
    document.addEventListener("pointerdown", onPress);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", onPress);
      document.removeEventListener("keydown", onKey);
    };
  }, []);
  const afterChoice = (event: MouseEvent | FormEvent) => {
    if (isLasting || !(event.target instanceof Element)) return;
    if (event.type === "submit" || event.target.closest("a[href]")) close();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a key on a link inside is a click
    <details ref={panel} name="panel" className="group/panel sm:relative" onClick={afterChoice} onSubmit={afterChoice}>
      <summary className="flex h-10 list-none items-center gap-1.5 rounded-md border border-line-strong bg-surface px-2.5 text-small font-medium whitespace-nowrap hover:bg-hover sm:h-8 [&::-webkit-details-marker]:hidden [&_svg]:size-4">
        {icon}
        {label}
        <ChevronDown aria-hidden className="text-muted transition-transform group-open/panel:rotate-180" />
      </summary>
      <div
        className={classNames(
          // On a narrow screen it is as wide as the row of controls that it belongs to.
          "absolute z-30 mt-1 rounded-lg border bg-raised p-2 text-small shadow-raised",
          "max-sm:inset-x-0 max-sm:w-auto! sm:top-full sm:w-max sm:max-w-120",
          align === "right" ? "sm:right-0" : "sm:left-0",
          className,
        )}
      >
        {children}
      </div>
    </details>
  );
}

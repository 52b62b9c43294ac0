"use client";

import type { MouseEvent, ReactNode } from "react";

/**
 * A row's link covers the row, but for what has a title of its own: that lies above it, so that the title can be read. A click there
 * goes to the link as well, with the keys that were held.
 */
export function RowLinks({ children, className }: { children: ReactNode; className?: string }) {
  const forward = (event: MouseEvent<HTMLDivElement>) => {
    const target = event.target as Element;
    if (event.defaultPrevented || target.closest("a, button, summary, input, label, [role=menu], [role=dialog]")) return;
    if (getSelection()?.isCollapsed === false) return;
    const link = target.closest("[data-row]")?.querySelector<HTMLAnchorElement>("a[data-row-link]");
    const { ctrlKey, metaKey, shiftKey } = event;
    link?.dispatchEvent(new globalThis.MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
  };
  return (
    // The keyboard has the link itself.
    // biome-ignore lint/a11y/noStaticElementInteractions: as above
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div onClick={forward} className={className}>
      {children}
    </div>
  );
}

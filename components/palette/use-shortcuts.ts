import { useEffect, useRef } from "react";
import { ADMIN_PAGES, PORTAL_PAGES } from "@/components/shell/pages";
import { useGo } from "@/components/ui/use-go";

type Shortcuts = { isAdmin: boolean; onPalette(): void; onShortcuts(): void };

/** The second key of "g …" has to follow within this time. */
const SECOND_KEY_MS = 1_500;

/** ⌘K and Ctrl+K everywhere; "?" and "g …" only where nothing is typed and no dialog is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const go = useGo();
  const newest = useRef(shortcuts);
  newest.current = shortcuts;
  useEffect(() => {
    let firstKeyMs = Number.NEGATIVE_INFINITY;
    const listen = (event: KeyboardEvent) => {
      const { isAdmin, onPalette, onShortcuts } = newest.current;
      if (event.defaultPrevented || event.isComposing) return;
      if ((event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        onPalette();
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTaken(event.target)) return;
      if (event.key === "?") onShortcuts();
      const isSecond = event.timeStamp - firstKeyMs < SECOND_KEY_MS;
      firstKeyMs = event.key === "g" && !isSecond ? event.timeStamp : Number.NEGATIVE_INFINITY;
      const pages = isAdmin ? [...PORTAL_PAGES, ...ADMIN_PAGES] : PORTAL_PAGES;
      const page = isSecond && pages.find(({ key }) => key === event.key);
      if (page) go(page.href);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [go]);
}

/** A key that belongs to a field, a menu or a dialog. */
function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector("[role=dialog], [role=menu]")) return true;
  return target instanceof HTMLElement && (target.isContentEditable || target.closest("input, textarea, select") !== null);
}

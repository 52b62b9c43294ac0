import { useRouter } from "next/navigation";
import { useCallback } from "react";

const LEAVING = "relais:leaving";

/** Goes to a page as a link does: not before a page that would lose a secret has asked. */
export function useGo(): (href: string) => void {
  const router = useRouter();
  return useCallback((href: string) => mayLeave(href) && router.push(href), [router]);
}

/** False if the page holds the person back. It then asks, and goes on by itself. */
export function mayLeave(href: string): boolean {
  return document.dispatchEvent(new CustomEvent(LEAVING, { detail: href, cancelable: true }));
}

/** Holds everybody back who wants to leave by a command, until the returned function is called. */
export function holdBack(ask: (href: string) => void): () => void {
  const hold = (event: Event) => {
    event.preventDefault();
    ask((event as CustomEvent<string>).detail);
  };
  document.addEventListener(LEAVING, hold);
  return () => document.removeEventListener(LEAVING, hold);
}

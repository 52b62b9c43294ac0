"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Leads a link to an operation from the time when the reference was one page on to the operation's page. Only the browser sees the anchor. */
export function FormerAnchor() {
  const router = useRouter();
  useEffect(() => {
    const named = document.getElementById(window.location.hash.slice(1));
    const href = named?.querySelector("a")?.getAttribute("href");
    if (href) router.replace(href);
  }, [router]);
  return null;
}

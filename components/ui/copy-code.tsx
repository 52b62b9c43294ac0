"use client";

import { CopyButton } from "@/components/ui/copy-button";

/** Copies the code beside it, inside the same `data-code`. So a page with many samples sends each of them once less. */
export function CopyCode() {
  return <CopyButton text={codeBeside} look="ghost" />;
}

function codeBeside(button: HTMLElement): string {
  return button.closest("[data-code]")?.querySelector("code")?.textContent ?? "";
}

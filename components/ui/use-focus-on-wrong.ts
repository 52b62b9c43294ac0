"use client";

import { type RefObject, useEffect, useRef } from "react";

/** Puts the cursor into the first field with an error, after each answer that refuses some. */
export function useFocusOnWrong(state: { kind: string }): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (state.kind === "invalid") form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [state]);
  return form;
}

"use client";

import { type RefObject, useEffect, useRef } from "react";
import type { FormState } from "@/components/auth/form-state";

/** Puts the cursor into the first field with an error. */
export function useFocusOnError(state: FormState): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (state.kind === "invalid") form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [state]);
  return form;
}

import type { FormEvent } from "react";

/** For `onReset` of a form with an action: React empties the form after each answer, also after a refusal. */
export function keepTyped(event: FormEvent): void {
  event.preventDefault();
}

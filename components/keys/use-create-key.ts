"use client";

import type { CreateKeyState } from "@/components/keys/key-state";
import { type NoAnswer, useFormAction } from "@/components/ui/use-form-action";

const IDLE: CreateKeyState = { kind: "idle" };

/**
 * The state of a form that makes a key, the action that sends it, and why it has no answer. What shows the secret is loaded by `prepare`
 * before the key is made: a secret that cannot be shown would be lost.
 */
export function useCreateKey(
  action: (form: FormData) => Promise<CreateKeyState>,
  prepare?: () => Promise<unknown>,
): [CreateKeyState, (form: FormData) => void, NoAnswer | null] {
  return useFormAction(async (previous: CreateKeyState, form: FormData): Promise<CreateKeyState> => {
    await prepare?.();
    const next = await action(form);
    // A second press found the key of the first one, whose secret is in the first answer.
    return next.kind === "already_created" && previous.kind === "created" && previous.id === next.id ? previous : next;
  }, IDLE);
}

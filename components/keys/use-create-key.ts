"use client";

import { useActionState } from "react";
import type { CreateKeyState } from "@/components/keys/key-state";

const IDLE: CreateKeyState = { kind: "idle" };

/** The state of a form that makes a key, and the action that sends it. */
export function useCreateKey(action: (form: FormData) => Promise<CreateKeyState>): [CreateKeyState, (form: FormData) => void] {
  const [state, send] = useActionState(async (previous: CreateKeyState, form: FormData) => {
    const next = await action(form);
    // A second press found the key of the first one, whose secret is in the first answer.
    return next.kind === "already_created" && previous.kind === "created" && previous.id === next.id ? previous : next;
  }, IDLE);
  return [state, send];
}

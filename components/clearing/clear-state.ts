import type { SignedOut } from "@/lib/auth/signed-out";

/** The result for a line: `refused` means that it changed since it was shown. */
export type ClearState = SignedOut | { kind: "idle" | "done" | "refused" };

export type ClearAction = (form: FormData) => Promise<ClearState>;

import type { SignedOut } from "@/lib/auth/signed-out";

/** What became of a line: `refused` is one that changed since it was shown. */
export type ClearState = SignedOut | { kind: "idle" | "done" | "refused" };

export type ClearAction = (form: FormData) => Promise<ClearState>;

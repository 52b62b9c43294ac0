/** What became of the form that makes a key. The secret is here and nowhere else. */
export type CreateKeyState =
  | { kind: "idle" | "invalid" | "failed" }
  | { kind: "created"; id: string; name: string; secret: string }
  | { kind: "already_created"; id: string; name: string };

/** What became of renaming or revoking. */
export type ChangeKeyState = { kind: "idle" | "done" | "invalid" | "not_found" | "failed" };
export type ChangeKeyAction = (form: FormData) => Promise<ChangeKeyState>;

export type FieldName = "email" | "password" | "currentPassword" | "timeZone";

/** The state of a sign-in form after it was sent. `email` is the typed address, which stays in the field. */
export type FormState =
  | { kind: "idle"; email?: string }
  | { kind: "invalid"; fields: FieldName[]; email?: string }
  | {
      kind: "signed_out" | "refused" | "failed" | "forbidden" | "busy" | "check_mail" | "expired" | "link_expired" | "done";
      email?: string;
    }
  | { kind: "wait"; seconds: number; email?: string };

export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;

export const IDLE: FormState = { kind: "idle" };

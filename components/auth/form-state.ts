export type FieldName = "email" | "password" | "currentPassword" | "timeZone";

/** What a form of this room shows after it was sent. `email` is what was typed, to be kept in the field. */
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

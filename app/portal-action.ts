import "server-only";
import type { z } from "zod";
import type { PersonActor } from "@/lib/audit/actor";
import { type CurrentUser, formActor } from "@/lib/auth/current-user";
import { remoteAddress } from "@/lib/auth/remote-address";
import { SIGNED_OUT } from "@/lib/auth/signed-out";
import { AppError, type ErrorCode } from "@/lib/basics/errors";
import { log } from "@/lib/platform/log";

// Each form of the portal is one call of portalAction, for example:
//
//   export const renameKeyAction = portalAction<z.infer<typeof form>, FormState>({
//     schema: form,                                              // 1. the fields are read, or `unreadable` answers
//     run: (fields, { actor }) => renameKey(actor, fields),      // 2. the work, for the person who is signed in
//     unreadable: (fields) => ({ fields }),
//     refused: (refusal) => ({ refusal }),                       // 3. an expected error, by the table below
//   });

/** The results of an error that a form can show. Each page has its own text for them. */
export type Refusal = "invalid" | "gone" | "conflict" | "forbidden" | "ended" | "busy" | "failed";

export const REFUSAL_OF: Record<ErrorCode, Refusal> = {
  unauthenticated: "ended",
  forbidden: "forbidden",
  not_found: "gone",
  method_not_allowed: "failed",
  unknown_model: "gone",
  invalid_request: "invalid",
  request_too_large: "invalid",
  insufficient_balance: "failed",
  balance_owed: "failed",
  payment_questioned: "failed",
  workspace_restricted: "failed",
  conflict: "conflict",
  rate_limited: "busy",
  upstream_unavailable: "failed",
  upstream_failed: "failed",
  upstream_timeout: "failed",
  internal: "failed",
};

/** The sender of a form, and the sender's entry in the audit. */
type Sender = { user: CurrentUser; actor: PersonActor & { ip: string } };

type FormHandler<Input, State, From> = {
  /** The fields that the form must have. A field in `lists` keeps all its values. */
  schema: z.ZodType<Input>;
  lists?: readonly string[];
  /** The work of the form. It redirects as Next does. */
  run(input: Input, from: From, form: FormData): Promise<State>;
  /** The state for a form that the schema refuses. */
  unreadable(fields: PropertyKey[]): State;
  /** The state for an expected error. Without it the error page appears, which distinguishes a busy database from a fault. */
  refused?(refusal: Refusal, error: AppError, input: Input): State;
};

type PortalForm<Input, State> = FormHandler<Input, State, Sender> & {
  /** The state for a person whose session has ended. `previous` is the state that the form showed, if it was given. */
  signedOut?(previous: State | undefined, form: FormData): State;
};

/** The two ways in which React calls an action: only with the form, or with the form and its previous state. */
type FormActionOf<State> = { (form: FormData): Promise<State>; (previous: State, form: FormData): Promise<State> };

/** A form of the portal as a server action: it needs a request from our own pages, a signed-in person, and valid fields. */
export function portalAction<Input, State>(
  action: PortalForm<Input, State>,
  who: () => Promise<CurrentUser | null> = formActor,
): FormActionOf<State> {
  return async (...sent: [FormData] | [State, FormData]) => {
    const [previous, form] = sent.length === 2 ? sent : [undefined, sent[0]];
    const user = await who();
    const signedOut = () => (action.signedOut ? action.signedOut(previous, form) : (SIGNED_OUT as State));
    if (!user) return signedOut();
    const actor = { userId: user.id, sessionVersion: user.sessionVersion, ip: await remoteAddress() };
    const { refused } = action;
    if (!refused) return answerForm(action, { user, actor }, form);
    // A session can also end while its form is being carried out.
    const refusedOrEnded: typeof refused = (refusal, ...of) => (refusal === "ended" ? signedOut() : refused(refusal, ...of));
    return answerForm({ ...action, refused: refusedOrEnded }, { user, actor }, form);
  };
}

/** The new state of a form: from its schema, from its work, or from the table of errors. */
export async function answerForm<Input, State, From>(action: FormHandler<Input, State, From>, from: From, form: FormData): Promise<State> {
  const parsed = action.schema.safeParse(fieldsOf(form, action.lists));
  if (!parsed.success) {
    const fields = parsed.error.issues.flatMap(({ path }) => path.slice(0, 1));
    return action.unreadable(fields);
  }
  try {
    return await action.run(parsed.data, from, form);
  } catch (error) {
    if (!(error instanceof AppError) || !action.refused) throw error;
    const refusal = REFUSAL_OF[error.code];
    // The sender reads that nothing was done. Only this line says why.
    if (refusal === "failed") log.warn({ event: "portal.form_failed", err: error }, "a form was answered that it failed");
    return action.refused(refusal, error, parsed.data);
  }
}

function fieldsOf(form: FormData, lists: readonly string[] = []): object {
  return { ...Object.fromEntries(form), ...Object.fromEntries(lists.map((name) => [name, form.getAll(name)])) };
}

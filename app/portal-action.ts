import "server-only";
import type { z } from "zod";
import type { PersonActor } from "@/lib/audit/actor";
import { type CurrentUser, formActor } from "@/lib/auth/current-user";
import { remoteAddress } from "@/lib/auth/remote-address";
import { SIGNED_OUT } from "@/lib/auth/signed-out";
import { AppError, type ErrorCode } from "@/lib/basics/errors";

/** What a form can be told of an error, whatever its page calls it. */
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
  conflict: "conflict",
  rate_limited: "busy",
  upstream_unavailable: "failed",
  upstream_failed: "failed",
  upstream_timeout: "failed",
  internal: "failed",
};

/** Who sent a form, and how it is noted in the audit. */
type Sender = { user: CurrentUser; actor: PersonActor & { ip: string } };

type FormHandler<Input, State, From> = {
  /** What the form must have; of the fields in `lists` all that were sent. */
  schema: z.ZodType<Input>;
  lists?: readonly string[];
  /** What the form does. Redirects as Next does. */
  run(input: Input, from: From, form: FormData): Promise<State>;
  /** For a form that the schema refuses. */
  unreadable(fields: PropertyKey[]): State;
  /** For an expected error. Where it is left out, the page of errors is shown, which knows a busy database from a fault. */
  refused?(refusal: Refusal, error: AppError, input: Input): State;
};

type PortalForm<Input, State> = FormHandler<Input, State, Sender> & {
  /** For a person whose session has ended. `previous` is what the form showed, where it was given. */
  signedOut?(previous: State | undefined, form: FormData): State;
};

/** The two ways in which React calls an action: with the form alone, or with what it showed before. */
type FormActionOf<State> = { (form: FormData): Promise<State>; (previous: State, form: FormData): Promise<State> };

/** A form of the portal, as a server action: a request of our own pages, a person who is signed in, fields that can be read. */
export function portalAction<Input, State>(
  action: PortalForm<Input, State>,
  who: () => Promise<CurrentUser | null> = formActor,
): FormActionOf<State> {
  return async (...sent: [FormData] | [State, FormData]) => {
    const [previous, form] = sent.length === 2 ? sent : [undefined, sent[0]];
    const user = await who();
    if (!user) return action.signedOut ? action.signedOut(previous, form) : (SIGNED_OUT as State);
    const actor = { userId: user.id, sessionVersion: user.sessionVersion, ip: await remoteAddress() };
    return answerForm(action, { user, actor }, form);
  };
}

/** What the form is told: by its schema, by what it does, or by the table of errors. */
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
    return action.refused(REFUSAL_OF[error.code], error, parsed.data);
  }
}

function fieldsOf(form: FormData, lists: readonly string[] = []): object {
  return { ...Object.fromEntries(form), ...Object.fromEntries(lists.map((name) => [name, form.getAll(name)])) };
}

import type { Upstream } from "@/lib/upstreams/upstream";
import { type UpstreamAnswer, wholeAnswer } from "@/lib/upstreams/whole-answer";
import type { CustomerDetails } from "@/lib/user-profiles/customer-details";
import { ENFORCEMENT_REASONS, type Enforcement, type EnforcementReason } from "@/lib/user-profiles/enforcement";
import { isObject, type JsonObject } from "@/lib/wire/json";

/** The part of an account that profiles need. */
export type ProfileUpstream = Pick<Upstream, "send">;

/** A user profile as Claude describes it. */
export type ClaudeProfile = { id: string; referenceId: string | null; createdAt: Date; open: Enforcement[] };

/**
 * Why an account did not do as asked. `unknown`: it has no such profile. `refused`: it has no profiles for us at all, or not with these
 * details. `away`: it may have done it all the same.
 */
export class ProfileFailure extends Error {
  constructor(
    readonly kind: "unknown" | "refused" | "away",
    message: string,
  ) {
    super(message);
  }
}

const PATH = "/v1/user_profiles";
const HEADERS = { "anthropic-version": "2023-06-01" };
const PAGE = 100;
const MOST_BYTES = 4 * 1024 * 1024;
const LONGEST_MS = 10_000;
const LONGEST_TEXT = 300;

/** Relais resells access as it is, so each customer is one whom Claude serves through it: `passthrough`. Rejects with ProfileFailure. */
export async function createProfile(upstream: ProfileUpstream, details: CustomerDetails): Promise<ClaudeProfile> {
  const fields = { access_type: "passthrough", external_user_details: details };
  return profileIn(await ask(upstream, "POST", PATH, fields));
}

/** Rejects with ProfileFailure. */
export async function readProfile(upstream: ProfileUpstream, profileId: string): Promise<ClaudeProfile> {
  return profileIn(await ask(upstream, "GET", `${PATH}/${encodeURIComponent(profileId)}`));
}

/** Tells Claude what changed. Rejects with ProfileFailure. */
export async function changeProfile(upstream: ProfileUpstream, profileId: string, details: CustomerDetails): Promise<ClaudeProfile> {
  return profileIn(await ask(upstream, "POST", `${PATH}/${encodeURIComponent(profileId)}`, { external_user_details: details }));
}

/** A profile that is not there is deleted too. Rejects with ProfileFailure. */
export async function deleteProfile(upstream: ProfileUpstream, profileId: string): Promise<void> {
  await ask(upstream, "DELETE", `${PATH}/${encodeURIComponent(profileId)}`).catch((error) => {
    if (!(error instanceof ProfileFailure) || error.kind !== "unknown") throw error;
  });
}

/** The profiles of an account, newest first; with `limited` only those on which a limit is open. Rejects with ProfileFailure. */
export async function* listProfiles(
  upstream: ProfileUpstream,
  { limited = false, mostPages }: { limited?: boolean; mostPages: number },
): AsyncGenerator<ClaudeProfile> {
  const filter = limited ? ["pending", "restricted", "banned"].map((status) => `&enforcement_status[]=${status}`).join("") : "";
  let page = "";
  for (let pages = 0; pages < mostPages; pages += 1) {
    const body = await ask(upstream, "GET", `${PATH}?limit=${PAGE}${filter}${page}`);
    if (!Array.isArray(body.data)) throw new ProfileFailure("refused", "The account's list of user profiles is none.");
    for (const each of body.data) yield profileIn(each);
    // A page may be empty before the last one.
    if (typeof body.next_page !== "string") return;
    page = `&page=${encodeURIComponent(body.next_page)}`;
  }
}

async function ask(upstream: ProfileUpstream, method: "GET" | "POST" | "DELETE", path: string, fields?: object): Promise<JsonObject> {
  const body = fields ? JSON.stringify(fields) : "";
  const request = { ...(method !== "POST" && { method }), path, headers: HEADERS, body, silenceMs: LONGEST_MS };
  let answer: UpstreamAnswer;
  try {
    answer = await wholeAnswer(upstream, request, { mostBytes: MOST_BYTES, longestMs: LONGEST_MS });
  } catch (error) {
    throw new ProfileFailure("away", (error as Error).message);
  }
  if (answer.status === 200 && answer.body) return answer.body;
  throw failureOf(answer, path !== PATH && !path.startsWith(`${PATH}?`));
}

function failureOf({ status, body }: UpstreamAnswer, isOfOne: boolean): ProfileFailure {
  const error = isObject(body?.error) ? body.error : null;
  const message = `${status} ${typeof error?.message === "string" ? error.message : "without a reason"}`.slice(0, LONGEST_TEXT);
  // An account without user profiles has no such address, and answers 404 as well.
  if (status === 404 && isOfOne && error?.type === "not_found_error" && /profile/i.test(message))
    return new ProfileFailure("unknown", message);
  const isAway = status === 200 || status === 408 || status === 409 || status === 429 || status >= 500;
  return new ProfileFailure(isAway ? "away" : "refused", message);
}

function profileIn(body: unknown): ClaudeProfile {
  const { id, created_at: createdAt, external_user_details: details, enforcement_actions: actions } = isObject(body) ? body : {};
  if (typeof id !== "string" || !/^[\w-]{1,200}$/.test(id)) throw new ProfileFailure("refused", "The account's answer is no user profile.");
  const referenceId = isObject(details) && typeof details.reference_id === "string" ? details.reference_id : null;
  return {
    id,
    referenceId,
    createdAt: dateOf(createdAt) ?? new Date(0),
    open: (Array.isArray(actions) ? actions : []).flatMap(enforcementIn),
  };
}

/** Kinds that are not known count as a restriction, and reasons as unspecified: Claude's documentation asks for that. */
function enforcementIn(action: unknown): Enforcement[] {
  if (!isObject(action) || typeof action.id !== "string") return [];
  const { id: actionId, type, reason, action: next, opened_at: openedAt, expires_at: expiresAt } = action;
  const known = ENFORCEMENT_REASONS.find((each) => each === reason);
  return [
    {
      actionId: actionId.slice(0, LONGEST_TEXT),
      type: type === "ban" ? "ban" : "restriction",
      reason: known ?? ("unspecified" satisfies EnforcementReason),
      isVerifiable: next === "verify",
      openedAt: dateOf(openedAt) ?? new Date(),
      expiresAt: dateOf(expiresAt),
    },
  ];
}

function dateOf(text: unknown): Date | null {
  const date = typeof text === "string" ? new Date(text) : null;
  return date && !Number.isNaN(date.getTime()) ? date : null;
}

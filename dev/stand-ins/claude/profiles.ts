import type {
  UserProfile,
  UserProfileCreateParams,
  UserProfileEnforcementAction,
  UserProfileEnforcementStatus,
} from "@anthropic-ai/sdk/resources/user-profiles/user-profiles";
import { ApiError, invalid } from "./errors";
import { newId } from "./ids";

export type ProfileFields = Pick<UserProfileCreateParams, "access_type" | "external_user_details" | "metadata" | "name">;

/** What a test says of a limit that Anthropic places on a customer. */
export type EnforcementOrder = { type?: "restriction" | "ban"; reason?: string; action?: "verify" | null; expiresAt?: string | null };

type StoredProfile = { account: string; profile: UserProfile };

/** The user profiles of all accounts. Each account is an organisation of its own, which sees only its own profiles. */
export class Profiles {
  readonly #all = new Map<string, StoredProfile>();

  add(account: string, fields: ProfileFields, nowMs: number): UserProfile {
    const at = new Date(nowMs).toISOString();
    const profile: UserProfile = {
      id: newId("uprof"),
      type: "user_profile",
      access_type: fields.access_type ?? "application",
      created_at: at,
      updated_at: at,
      enforcement_actions: [],
      enforcement_status: "unrestricted",
      external_user_details: detailsOf(fields),
      metadata: { ...fields.metadata },
      name: fields.name ?? null,
      programs: { cyber: null, efs: null },
    };
    this.#all.set(profile.id, { account, profile });
    return profile;
  }

  change(account: string, id: string, fields: ProfileFields, nowMs: number): UserProfile {
    const profile = this.find(account, id, nowMs);
    if (fields.access_type) profile.access_type = fields.access_type;
    if (fields.name !== undefined && fields.name !== null) profile.name = fields.name;
    Object.assign(profile.external_user_details, fields.external_user_details);
    const metadata = Object.entries({ ...profile.metadata, ...fields.metadata }).filter(([, value]) => value !== "");
    profile.metadata = Object.fromEntries(metadata);
    profile.updated_at = new Date(nowMs).toISOString();
    return profile;
  }

  remove(account: string, id: string, nowMs: number): void {
    this.find(account, id, nowMs);
    this.#all.delete(id);
  }

  /** Throws the 404 of the profile's own address. */
  find(account: string, id: string, nowMs: number): UserProfile {
    const stored = this.#all.get(id);
    if (stored?.account !== account) throw new ApiError(404, `User profile not found: ${id}`);
    return withStatus(stored.profile, nowMs);
  }

  /** Of one account, or of all; the newest first. */
  list(account: string | null, nowMs: number): StoredProfile[] {
    const all = [...this.#all.values()].filter((each) => account === null || each.account === account);
    return all.reverse().map(({ profile, account: of }) => ({ account: of, profile: withStatus(profile, nowMs) }));
  }

  /** Refuses a request that names a profile which the account does not have, or a customer whom it no longer serves. */
  checkNamed(account: string, id: string | string[] | undefined, nowMs: number): void {
    if (id === undefined) return;
    const stored = this.#all.get(String(id));
    if (stored?.account !== account) throw invalid(`User profile not found: ${id}`, "user_profile_not_found");
    // How the original refuses a banned customer's request is not published.
    if (withStatus(stored.profile, nowMs).enforcement_status === "banned")
      throw new ApiError(403, "This request's user profile is not permitted to use the API.");
  }

  enforce(id: string, order: EnforcementOrder, nowMs: number): UserProfileEnforcementAction {
    const { profile } = this.stored(id);
    const { type = "ban", reason = "fraud_or_abuse", action = null, expiresAt = null } = order;
    const opened = { id: newId("enac"), type, reason, action, opened_at: new Date(nowMs).toISOString(), expires_at: expiresAt };
    profile.enforcement_actions.push(opened as UserProfileEnforcementAction);
    return opened as UserProfileEnforcementAction;
  }

  resolve(id: string): UserProfileEnforcementAction[] {
    return this.stored(id).profile.enforcement_actions.splice(0);
  }

  private stored(id: string): StoredProfile {
    const stored = this.#all.get(id);
    if (!stored) throw invalid(`there is no user profile ${id}`);
    return stored;
  }
}

function detailsOf({ external_user_details: given }: ProfileFields): UserProfile["external_user_details"] {
  const unknown = {
    ...{ account_status: null, country: null, email_hash: null, entity_type: null },
    ...{ name_hash: null, onboarded_at: null, reference_id: null },
  };
  return { ...unknown, ...given };
}

function withStatus(profile: UserProfile, nowMs: number): UserProfile {
  const open = profile.enforcement_actions.filter(({ expires_at: at }) => at === null || Date.parse(at) > nowMs);
  profile.enforcement_actions = open;
  profile.enforcement_status = statusOf(open);
  return profile;
}

function statusOf(open: UserProfileEnforcementAction[]): UserProfileEnforcementStatus {
  if (open.some(({ type }) => type === "ban")) return "banned";
  return open.length > 0 ? "restricted" : "unrestricted";
}

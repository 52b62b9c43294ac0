import { newId } from "@/lib/basics/ids";
import { ask, type Got } from "@/lib/relay/testing/ask";
import { type Customer, startPooledRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import { LinkReader } from "@/lib/upstreams/links/link-reader";
import { UpstreamPool } from "@/lib/upstreams/pool/pool";
import { UserProfiles } from "@/lib/upstreams/profiles/user-profiles";
import { callsSeen, control, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";

export type NamedAccount = { id: string; secret: string };

/** A relay that names its customers to the Claude stand-in, over accounts of its own. */
export async function startNamedRelay(
  accounts: NamedAccount[],
  options: { waitMs?: number; awayMs?: number; baseUrl?: string } = {},
): Promise<TestRelay & { pool: UpstreamPool }> {
  const { baseUrl = standInUrl, waitMs = 20_000, awayMs = 0 } = options;
  const pool = new UpstreamPool(
    accounts.map(({ id, secret }) => ({ id, weight: 1, isDraining: false, account: { kind: "claude-api", name: id, secret, baseUrl } })),
  );
  const relay = await startPooledRelay(pool, new LinkReader(), new UserProfiles({ waitMs, awayMs }));
  return { ...relay, pool };
}

export function newAccount(): NamedAccount {
  return { id: newId(), secret: `sk-${newId()}` };
}

export const QUESTION = { model: "claude-sonnet-4-6", messages: [{ role: "user", content: "Hello" }] };

export function callMessages({ url }: TestRelay, { secret }: Customer, more: object = {}): Promise<Got> {
  return ask(`${url}/api/v1/messages`, { secret, body: { ...QUESTION, max_tokens: 20, ...more } });
}

export type StoredProfile = { id: string; access_type: string; external_user_details: Record<string, string | null> };

/** The profiles that the stand-in has for this account. */
export async function profilesAt({ secret }: NamedAccount): Promise<StoredProfile[]> {
  const { profiles } = (await control("GET", "user-profiles")) as { profiles: { account: string; profile: StoredProfile }[] };
  return profiles.filter(({ account }) => account === secret).map(({ profile }) => profile);
}

/** The names under which the account was asked for answers, counts and batches. */
export async function namesAt({ secret }: NamedAccount): Promise<(string | undefined)[]> {
  const calls = (await callsSeen()).filter(({ account, path }) => account === secret && path.startsWith("/v1/messages"));
  return calls.map(({ headers }) => headers["anthropic-user-profile-id"]);
}

/** Faults of the account's profiles: of a new one, of their list, or of one of them. */
export function profileFault(
  { secret }: NamedAccount,
  endpoint: "new_user_profile" | "user_profiles" | "user_profile",
  name: string,
  options: object = {},
): Promise<unknown> {
  return control("POST", "faults", { account: secret, endpoint, name, ...options });
}

/** Deletes a profile behind our back. */
export async function deleteAt({ secret }: NamedAccount, profileId: string): Promise<void> {
  const headers = { "x-api-key": secret, "anthropic-version": "2023-06-01" };
  await fetch(`${standInUrl}/v1/user_profiles/${profileId}`, { method: "DELETE", headers });
}

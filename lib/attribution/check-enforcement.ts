import "server-only";
import { atEachAccount, type ClaudeAccount, forEachWhileWell, openAccount } from "@/lib/attribution/claude-accounts";
import { env } from "@/lib/platform/env";
import type { JobPayloads } from "@/lib/platform/jobs";
import { checkStanding } from "@/lib/upstreams/profiles/check-standing";
import { listProfiles } from "@/lib/upstreams/profiles/profile-api";
import { isLeftAlone } from "@/lib/user-profiles/due-profiles";
import type { Enforcement } from "@/lib/user-profiles/enforcement";
import { findProfiles, listLimited, profilesNamed } from "@/lib/user-profiles/named-profiles";
import { readingTime, storeEnforcement } from "@/lib/user-profiles/store-enforcement";

/** A page may be empty although later ones are not: Claude looks through some profiles for each. */
const MOST_PAGES = 2_000;

/** Asks each Claude account on which customers limits are open, in case a webhook was lost or there is none. */
export async function checkEnforcement({ now = new Date(), isOn = env.UPSTREAM_USER_PROFILES === "on" } = {}): Promise<void> {
  if (!isOn) return;
  await atEachAccount(async (account) => {
    if (await isLeftAlone(account.id, now)) return;
    const listed = await storeListed(account);
    const lifted = (await listLimited(account.id)).filter(({ profileId }) => !listed.has(profileId));
    await forEachWhileWell(lifted, async ({ workspaceId, profileId }) => {
      await checkStanding({ workspaceId, accountId: account.id }, profileId, account.upstream);
    });
  });
}

/** Stores the limits of the account's list. Returns the profiles that are in it. */
async function storeListed({ id: accountId, upstream }: ClaudeAccount): Promise<Set<string>> {
  const readAt = await readingTime();
  const open = new Map<string, Enforcement[]>();
  for await (const profile of listProfiles(upstream, { limited: true, mostPages: MOST_PAGES })) open.set(profile.id, profile.open);
  for (const { workspaceId, profileId } of await profilesNamed(accountId, [...open.keys()])) {
    await storeEnforcement({ workspaceId, accountId }, { readAt, open: open.get(profileId) ?? [] });
  }
  return new Set(open.keys());
}

/** Reads the limits on the customer of a profile that a webhook named. */
export async function checkReportedProfile({ profileId }: JobPayloads["profile-standing"]): Promise<void> {
  for (const of of await findProfiles(profileId)) {
    const upstream = await openAccount(of.accountId);
    if (!upstream) continue;
    try {
      await checkStanding(of, profileId, upstream);
    } finally {
      await upstream.close();
    }
  }
}

import "server-only";
import { atEachAccount, type ClaudeAccount, forEachWhileWell } from "@/lib/attribution/claude-accounts";
import { env } from "@/lib/platform/env";
import { makeProfile } from "@/lib/upstreams/profiles/make-profile";
import { changeProfile, deleteProfile, ProfileFailure } from "@/lib/upstreams/profiles/profile-api";
import { readCustomerDetails } from "@/lib/user-profiles/customer-details";
import {
  dropGoneAccounts,
  isLeftAlone,
  listChanged,
  listOrphaned,
  listUnnamed,
  type NamedProfile,
  noteTold,
  removeProfile,
} from "@/lib/user-profiles/due-profiles";
import { forgetProfile, noteProblem } from "@/lib/user-profiles/stored-profiles";

/**
 * Keeps the profiles at each Claude account in step: makes those of workspaces that will call, tells Claude which workspaces are stopped or
 * may call again, and deletes those of workspaces that are gone. What fails is done by the next round.
 */
export async function keepProfiles({ now = new Date(), isOn = env.UPSTREAM_USER_PROFILES === "on" } = {}): Promise<void> {
  if (!isOn) return;
  await dropGoneAccounts(now);
  await atEachAccount(async (account) => {
    if (await isLeftAlone(account.id, now)) return;
    try {
      await forEachWhileWell(await listChanged(account.id), (each) => tellChange(account, each, now));
      await forEachWhileWell(await listOrphaned(account.id), (each) => remove(account, each));
      await forEachWhileWell(await listUnnamed(account.id, now), (workspaceId) => make(account, workspaceId));
    } catch (error) {
      if (!(error instanceof ProfileFailure)) throw error;
      await noteProblem(account.id, { isRefused: error.kind === "refused", text: error.message }, now);
      throw error;
    }
  });
}

async function tellChange({ id: accountId, upstream }: ClaudeAccount, { workspaceId, profileId }: NamedProfile, now: Date): Promise<void> {
  const of = { workspaceId, accountId };
  const details = await readCustomerDetails(workspaceId);
  if (!details) return;
  try {
    await changeProfile(upstream, profileId, details);
    await noteTold(of, details);
  } catch (error) {
    if (!(error instanceof ProfileFailure) || error.kind !== "unknown") throw error;
    await forgetProfile(of, profileId, now);
  }
}

async function remove({ id: accountId, upstream }: ClaudeAccount, { workspaceId, profileId }: NamedProfile): Promise<void> {
  await deleteProfile(upstream, profileId);
  await removeProfile({ workspaceId, accountId });
}

async function make({ id: accountId, upstream }: ClaudeAccount, workspaceId: string): Promise<void> {
  await makeProfile({ workspaceId, accountId }, upstream);
}

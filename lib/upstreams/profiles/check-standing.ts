import "server-only";
import { ProfileFailure, type ProfileUpstream, readProfile } from "@/lib/upstreams/profiles/profile-api";
import { readingTime, storeEnforcement } from "@/lib/user-profiles/store-enforcement";
import { forgetProfile, type ProfileOf } from "@/lib/user-profiles/stored-profiles";

/**
 * Reads from Claude which limits are open on a workspace, and stores them. A profile that the account no longer has is forgotten, and its
 * limits stay as they are. Rejects with ProfileFailure for any other failure. Returns whether anything changed.
 */
export async function checkStanding(of: ProfileOf, profileId: string, upstream: ProfileUpstream): Promise<boolean> {
  const readAt = await readingTime();
  try {
    const { open } = await readProfile(upstream, profileId);
    return await storeEnforcement(of, { readAt, open });
  } catch (error) {
    if (!(error instanceof ProfileFailure) || error.kind !== "unknown") throw error;
    await forgetProfile(of, profileId, readAt);
    return false;
  }
}

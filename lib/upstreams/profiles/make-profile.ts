import "server-only";
import { log } from "@/lib/platform/log";
import {
  type ClaudeProfile,
  createProfile,
  listProfiles,
  ProfileFailure,
  type ProfileUpstream,
} from "@/lib/upstreams/profiles/profile-api";
import { type CustomerDetails, readCustomerDetails } from "@/lib/user-profiles/customer-details";
import { claimProfile, type ProfileOf, releaseClaim, storeProfile } from "@/lib/user-profiles/stored-profiles";

/** How far the clocks of this machine and Claude may differ. */
const CLOCKS_MS = 300_000;
/** Pages of the newest profiles in which a lost one is searched. One that is older stays there: nobody names it. */
const MOST_PAGES = 5;
const ASK_AGAIN_MS = 100;

/**
 * Makes the profile of a workspace at an account, once however many processes ask for it. Returns null if another process makes it and is
 * not ready by `untilMs`, or if there is no such workspace. Rejects with ProfileFailure.
 */
export async function makeProfile(of: ProfileOf, upstream: ProfileUpstream, untilMs = Date.now()): Promise<string | null> {
  for (;;) {
    const claim = await claimProfile(of, new Date());
    if (claim.kind === "made") return claim.profileId;
    if (claim.kind === "claimed") return makeClaimed(of, upstream, claim.since);
    if (Date.now() >= untilMs) return null;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}

async function makeClaimed(of: ProfileOf, upstream: ProfileUpstream, since: Date | null): Promise<string | null> {
  let mayExist = since !== null;
  try {
    const details = await readCustomerDetails(of.workspaceId);
    if (!details) {
      await releaseClaim(of, { mayExist });
      return null;
    }
    const lost = since && (await lostProfile(upstream, details, since));
    mayExist = true;
    const { id } = lost ?? (await createProfile(upstream, details));
    await storeProfile(of, id, details);
    return id;
  } catch (error) {
    // If this is lost too, the claim ends by itself.
    await releaseClaim(of, { mayExist: mayExist && !isRefused(error) }).catch(() => undefined);
    throw error;
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof ProfileFailure && error.kind === "refused";
}

/** The profile that an earlier request made whose answer never came. */
async function lostProfile(upstream: ProfileUpstream, details: CustomerDetails, since: Date): Promise<ClaudeProfile | null> {
  for await (const profile of listProfiles(upstream, { mostPages: MOST_PAGES })) {
    if (profile.createdAt.getTime() < since.getTime() - CLOCKS_MS) return null;
    if (profile.referenceId !== details.reference_id) continue;
    log.info({ event: "profiles.lost_found", workspaceId: details.reference_id }, "found a user profile whose making had no answer");
    return profile;
  }
  return null;
}

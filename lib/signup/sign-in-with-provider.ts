import "server-only";
import type { SessionClaims } from "@/lib/auth/session-token";
import { findPersonByEmail, findPersonByIdentity, type Person } from "@/lib/auth/users";
import { type Clock, systemClock } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { claimAccount } from "@/lib/signup/claim-account";
import { createAccount, isTaken } from "@/lib/signup/create-account";
import { firstTimeZone } from "@/lib/signup/time-zone";

export type ProviderProfile = {
  provider: string;
  providerAccountId: string;
  /** Null unless the provider has verified it. */
  verifiedEmail: string | null;
  /** What the browser says of itself, true or not. */
  timeZone?: string;
};

/**
 * Signs in whom GitHub or Google vouches for: the person linked to that identity, else the one with the verified
 * address, who is linked from then on, else a new account. Null without a verified address and without a link.
 */
export async function signInWithProvider(profile: ProviderProfile, clock: Clock = systemClock): Promise<SessionClaims | null> {
  const identity = { provider: profile.provider, providerAccountId: profile.providerAccountId };
  const linked = await findPersonByIdentity(identity);
  if (linked) return sessionOf(linked);
  if (!profile.verifiedEmail) return null;
  const email = profile.verifiedEmail.trim().toLowerCase();
  const known = await findPersonByEmail(email);
  if (known) return link(known, identity, clock.now());
  const timeZone = await firstTimeZone(profile.timeZone);
  const account = await createAccount({ email, passwordHash: null, emailVerifiedAt: clock.now(), role: "user", timeZone, identity });
  // Two windows at once: the other one made the account, and this one finds it.
  return account ? account.session : signInWithProvider(profile, clock);
}

type Identity = { provider: string; providerAccountId: string };

async function link(person: Person, identity: Identity, now: Date): Promise<SessionClaims> {
  try {
    return await transaction(async (tx) => {
      await tx.userIdentity.create({ data: { ...identity, userId: person.id } });
      const { emailVerifiedAt, sessionVersion } = await tx.user.findUniqueOrThrow({ where: { id: person.id } });
      if (emailVerifiedAt) return { userId: person.id, sessionVersion };
      return { userId: person.id, sessionVersion: await claimAccount(tx, person.id, { now, passwordHash: null }) };
    });
  } catch (error) {
    const linked = isTaken(error) ? await findPersonByIdentity(identity) : null;
    if (linked) return sessionOf(linked);
    throw error;
  }
}

function sessionOf(person: Person): SessionClaims {
  return { userId: person.id, sessionVersion: person.sessionVersion };
}

import "server-only";
import type { SessionClaims } from "@/lib/auth/session-token";
import { findPersonByEmail, findPersonByIdentity, type Identity, linkIdentity, lockEmailProof, type Person } from "@/lib/auth/users";
import { type Clock, systemClock } from "@/lib/basics/clock";
import { inTransaction } from "@/lib/platform/postgres";
import { isUniqueViolation } from "@/lib/platform/postgres-connection";
import { handOverUser } from "@/lib/signup/hand-over-user";
import { auditSessionStart } from "@/lib/signup/session-audit";
import { signUpPerson } from "@/lib/signup/sign-up-person";
import { firstTimeZone } from "@/lib/signup/time-zone";
import { countSignUp } from "@/lib/throttle/sign-ups";

export type ProviderProfile = {
  provider: string;
  providerAccountId: string;
  /** Null unless the provider has verified it. */
  verifiedEmail: string | null;
  /** Reported by the browser, and not trusted. */
  timeZone?: string;
  remoteAddress: string;
};

/**
 * Signs in a person through GitHub or Google: the person linked to the identity, else the one with the verified address, who is
 * then linked, else a new person. Without a link and a verified address nobody is signed in.
 */
export async function signInWithProvider(profile: ProviderProfile, clock: Clock = systemClock): Promise<ProviderOutcome> {
  const session = await sessionFor(profile, clock);
  if (typeof session === "string") return session;
  await auditSessionStart({ userId: session.userId, remoteAddress: profile.remoteAddress, by: profile.provider });
  return session;
}

export type ProviderOutcome = SessionClaims | "unverified_email" | "too_many_sign_ups";

async function sessionFor(profile: ProviderProfile, clock: Clock): Promise<ProviderOutcome> {
  const { remoteAddress } = profile;
  const identity = { provider: profile.provider, providerAccountId: profile.providerAccountId };
  const linked = await findPersonByIdentity(identity);
  if (linked) return sessionOf(linked);
  if (!profile.verifiedEmail) return "unverified_email";
  const email = profile.verifiedEmail.trim().toLowerCase();
  const known = await findPersonByEmail(email);
  if (known) return link(known, identity, { now: clock.now(), remoteAddress });
  const counted = await countSignUp(remoteAddress);
  if (counted.kind === "wait") return "too_many_sign_ups";
  const timeZone = await firstTimeZone(profile.timeZone);
  const signedUp = await signUpPerson({ email, passwordHash: null, emailVerifiedAt: clock.now(), role: "user", timeZone, identity });
  if (signedUp) return signedUp.session;
  // With two windows at once the other one made the person, and this one finds them.
  await counted.notMade();
  return sessionFor(profile, clock);
}

async function link(person: Person, identity: Identity, at: { now: Date; remoteAddress: string }): Promise<SessionClaims> {
  try {
    return await inTransaction(async (on) => {
      const before = await lockEmailProof(on, person.id);
      const handOver = { ...at, passwordHash: null, by: "provider" as const };
      const sessionVersion = before.emailVerifiedAt ? before.sessionVersion : await handOverUser(on, person.id, handOver);
      await linkIdentity(on, person.id, identity);
      return { userId: person.id, sessionVersion };
    });
  } catch (error) {
    const linked = isUniqueViolation(error) ? await findPersonByIdentity(identity) : null;
    if (linked) return sessionOf(linked);
    throw error;
  }
}

function sessionOf(person: Person): SessionClaims {
  return { userId: person.id, sessionVersion: person.sessionVersion };
}

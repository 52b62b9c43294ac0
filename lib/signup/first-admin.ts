import "server-only";
import { hashPassword } from "@/lib/auth/password";
import { findPersonByEmail, type Person } from "@/lib/auth/users";
import { env } from "@/lib/platform/env";
import { database } from "@/lib/platform/prisma";
import { signUpPerson } from "@/lib/signup/sign-up-person";

export type FirstAdmin = { outcome: "made" | "promoted" | "exists" | "unverified" | "not_configured"; userId: string | null };

type Named = { email?: string; password?: string };

/**
 * Makes the admin of ADMIN_EMAIL and ADMIN_PASSWORD, with a workspace. An existing person keeps the password and becomes an
 * admin, unless the address is not proven: then anyone may have typed it in ("unverified").
 */
export async function ensureFirstAdmin(named: Named = { email: env.ADMIN_EMAIL, password: env.ADMIN_PASSWORD }): Promise<FirstAdmin> {
  const email = named.email?.trim().toLowerCase();
  if (!email) return { outcome: "not_configured", userId: null };
  const known = await findPersonByEmail(email);
  if (known) return promote(known);
  if (!named.password) return { outcome: "not_configured", userId: null };
  const passwordHash = await hashPassword(named.password);
  const signedUp = await signUpPerson({ email, passwordHash, emailVerifiedAt: new Date(), role: "admin" });
  // Another process was faster.
  return signedUp ? { outcome: "made", userId: signedUp.session.userId } : ensureFirstAdmin(named);
}

async function promote(person: Person): Promise<FirstAdmin> {
  if (person.role === "admin") return { outcome: "exists", userId: person.id };
  if (!person.emailVerifiedAt) return { outcome: "unverified", userId: person.id };
  await database().user.update({ where: { id: person.id }, data: { role: "admin" } });
  return { outcome: "promoted", userId: person.id };
}

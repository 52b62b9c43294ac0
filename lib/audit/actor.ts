/** Who does something: a person, a program with a management key, or the product itself. */
export type Actor = {
  userId: string | null;
  managementKeyId?: string;
  /** The person's session version when the request was authenticated. */
  sessionVersion?: number;
  ip?: string;
};

/** For rounds of the worker, the command line and tests. */
export const SYSTEM_ACTOR: Actor = { userId: null };

/** A person, in the portal. */
export type PersonActor = Actor & { userId: string };

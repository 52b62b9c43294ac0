/** Who does something: a person, a program with a management key, or nobody but the product itself. */
export type Actor = {
  userId: string | null;
  managementKeyId?: string;
  /** Of the person, as it was when the request was let in. */
  sessionVersion?: number;
  ip?: string;
};

/** What a round of the worker, the command line or a test does. */
export const NOBODY: Actor = { userId: null };

/** A person, in the portal. */
export type PersonActor = Actor & { userId: string };

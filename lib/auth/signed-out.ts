/** The result of a server action whose session ended while its form was filled in. The form says so and keeps the typed text. */
export type SignedOut = { kind: "signed_out" };

export const SIGNED_OUT: SignedOut = { kind: "signed_out" };

/** What a server action answers whose session ended while its form was filled in. The form says so and keeps what was typed. */
export type SignedOut = { kind: "signed_out" };

export const SIGNED_OUT: SignedOut = { kind: "signed_out" };

/**
 * Matches a message that consists only of an upstream's own sentences: one of these (regular expressions without their full stop), and
 * others after it or none. A refusal may quote any words of the caller, but a colon follows the path in it: `credit balance: Extra inputs
 * are not permitted`. In a sentence about an account only a clock has a colon.
 */
export function ownSentences(...sentences: string[]): RegExp {
  return new RegExp(`^(?:${sentences.join("|")})(?:\\.(?: [A-Z](?:[^:]|:\\d){0,300}\\.)?)?$`);
}

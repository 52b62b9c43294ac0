/**
 * Matches a message that is wholly one of an upstream's own sentences, with further ones behind it or none. The sentences are
 * sources of regular expressions, without their full stop.
 *
 * An upstream refuses what it cannot read by the caller's own words, and at the beginning: `credit balance: Extra inputs are not
 * permitted`. So any words may stand anywhere in a caller's refusal; but a path is followed by a colon, and in what an upstream
 * says of an account only a clock has one.
 */
export function ownSentences(...sentences: string[]): RegExp {
  return new RegExp(`^(?:${sentences.join("|")})(?:\\.(?: [A-Z](?:[^:]|:\\d){0,300}\\.)?)?$`);
}

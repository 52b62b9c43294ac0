const REPLACEMENT = "\\ufffd";
/** An escaped backslash, a pair, or half of one. */
const ESCAPES = /\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}/g;
const HALF_LENGTH = "\\ud800".length;

/**
 * A JSON text with U+FFFD for every half of a surrogate pair, literal or escaped. Such halves come from a text cut in the middle of an
 * emoji. The upstream refuses them as invalid JSON.
 */
export function withWholeCharacters(json: string): string {
  // JSON.stringify escapes lone halves, so nearly every request ends here.
  const text = json.isWellFormed() ? json : json.toWellFormed();
  if (!text.includes("\\ud") && !text.includes("\\uD")) return text;
  return text.replace(ESCAPES, (found) => (found.length === HALF_LENGTH ? REPLACEMENT : found));
}
